import JSON
import Testing

@Suite struct NumberTableTests {
  private let places = NumberTable.Places([
    NumberTable.Place(group: "medium", name: "AP"), NumberTable.Place(group: "hard", name: "P@1"),
    NumberTable.Place(group: "hard", name: "AP"),
  ])

  @Test func placesStandInTheOrderOfGroupAndName() {
    #expect(places.sorted.map { "\($0.group) \($0.name)" } == ["hard AP", "hard P@1", "medium AP"])
  }

  @Test func aNumberIsFoundByItsNames() {
    let table = NumberTable(places, [0.25, nil, 0.5])
    #expect(table["hard", "AP"] == 0.25)
    #expect(table["hard", "P@1"] == nil)
    #expect(table["medium", "AP"] == 0.5)
    #expect(table["easy", "AP"] == nil)
  }

  @Test func tablesOfTheSameNumbersAreEqual() {
    let table = NumberTable(places, [0.25, nil, 0.5])
    #expect(table == NumberTable(["medium": ["AP": 0.5], "hard": ["AP": 0.25]]))
    #expect(table != NumberTable(["medium": ["AP": 0.5], "hard": ["P@1": 0.25]]))
    #expect(NumberTable(places, [nil, nil, nil]) == NumberTable([:]))
  }
}
