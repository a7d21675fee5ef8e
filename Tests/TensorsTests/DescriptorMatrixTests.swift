import Tensors
import Testing

@Suite struct DescriptorMatrixTests {
  private let first = DescriptorMatrix(
    names: ["a", "b"], values: Matrix(rows: 2, columns: 2, elements: [1, 0, 0, 1]))
  private let second = DescriptorMatrix(
    names: ["a"], values: Matrix(rows: 1, columns: 2, elements: [0.6, 0.8]))

  @Test func joiningPutsOneTableBelowTheOther() {
    let joined = DescriptorMatrix(joining: [first, second])
    #expect(joined.names == ["a", "b", "a"])
    #expect(joined.values == Matrix(rows: 3, columns: 2, elements: [1, 0, 0, 1, 0.6, 0.8]))
    #expect(joined.dimension == 2)
  }

  @Test func joiningOneTableGivesThatTable() {
    #expect(DescriptorMatrix(joining: [second]) == second)
  }

  @Test func theOrderOfTablesIsKept() {
    #expect(DescriptorMatrix(joining: [second, first]).values.row(0) == [0.6, 0.8])
  }
}
