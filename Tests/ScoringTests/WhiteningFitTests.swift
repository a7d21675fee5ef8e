import Retrieval
import Scoring
import Tensors
import Testing

@Suite struct WhiteningFitTests {
  private let descriptors = Matrix(
    rows: 4, columns: 2, elements: [1, 0, 0.6, 0.8, 0, 1, 0.8, 0.6])
  private let pairs = InstancePairs(instances: ["a", "b", "a", "b"])

  private func fit(_ method: WhiteningMethod, dimensions: Int = 2) -> WhiteningFit {
    WhiteningFit(method, dimensions: dimensions, descriptors: descriptors)
  }

  @Test func theDefaultsAreThoseOfTheWhitening() throws {
    #expect(
      try fit(.pca(floor: 1e-5, power: 0.5)).projection()
        == PCAWhitening(fitting: descriptors, dimension: 2).projection)
  }

  @Test func statedSettingsReachTheWhitening() throws {
    let kinds: [(floor: Float, power: Float, dimensions: Int)] = [
      (0, 0.5, 2), (0.2, 0.5, 2), (0, 0.25, 2), (1e-5, 0.5, 1),
    ]
    let found = try kinds.map {
      try fit(.pca(floor: $0.floor, power: $0.power), dimensions: $0.dimensions).projection()
    }
    let expected = try kinds.map {
      try PCAWhitening(
        fitting: descriptors, dimension: $0.dimensions, floor: $0.floor, power: $0.power
      ).projection
    }
    #expect(found == expected)
    #expect(found[1] != found[0])
    #expect(found[2] != found[0])
  }

  @Test func pairsReachTheWhitening() throws {
    #expect(
      try fit(.learned(pairs), dimensions: 1).projection()
        == Projection(
          learntFrom: descriptors, queries: [0, 1], positives: [2, 3], dimension: 1))
  }

  @Test func everyInstanceGivesItsPairs() {
    #expect(pairs.queries == [0, 1])
    #expect(pairs.positives == [2, 3])
    let three = InstancePairs(instances: ["a", "a", "b", "a"])
    #expect(three.queries == [0, 0, 1])
    #expect(three.positives == [1, 3, 3])
  }

  @Test func aCrowdedInstanceGivesFortyFivePairs() {
    let pairs = InstancePairs(instances: Array(repeating: "a", count: 500))
    #expect(pairs.queries.count == 45)
    #expect(pairs.positives.max() == 9)
  }
}
