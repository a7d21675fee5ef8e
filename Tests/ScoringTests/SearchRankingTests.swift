import Retrieval
import Scoring
import Specs
import Tensors
import Testing

@Suite struct SearchRankingTests {
  /// Three views of one object along an arc, and two other images.
  private let database = l2(
    [1, 0, 0], [0.8, 0.6, 0], [0.28, 0.96, 0], [0.4, 0, 0.92], [0, 0, 1])
  private let query = l2([1, 0.1, 0.2])

  private func ranking(
    _ expansion: QueryExpansionSettings, _ augmentation: DatabaseAugmentationSettings = .none
  ) throws -> [Int32] {
    Array(
      try SearchSettings {
        $0.expansion = expansion
        $0.augmentation = augmentation
      }
      .rankings(queries: query, database: database).indices(ofQuery: 0))
  }

  @Test func thePlainSearchIsExact() throws {
    let exact = try ExactSearch(top: 5)(queries: query, database: database)
    #expect(try ranking(.none) == Array(exact.indices(ofQuery: 0)))
    #expect(try ranking(.none) == [0, 1, 3, 2, 4])
  }

  @Test func expansionReachesTheFarViewOfTheObject() throws {
    let expanded = try QueryExpansion(neighbours: 2)(queries: query, database: database)
    let exact = try ExactSearch(top: 5)(queries: expanded, database: database)
    #expect(try ranking(.aqe(images: 2)) == Array(exact.indices(ofQuery: 0)))
    #expect(try ranking(.aqe(images: 2)).firstIndex(of: 2) == 2)
  }

  @Test func weightsOfSimilarityMakeAnotherMean() throws {
    let weighted = try QueryExpansion(neighbours: 4, exponent: 3)(
      queries: query, database: database)
    let exact = try ExactSearch(top: 5)(queries: weighted, database: database)
    #expect(try ranking(.alphaQE(images: 4, alpha: 3)) == Array(exact.indices(ofQuery: 0)))
  }

  @Test func theDatabaseIsAugmentedBeforeQueriesAreExpanded() throws {
    let augmented = try QueryExpansion(neighbours: 1).augment(database)
    let expanded = try QueryExpansion(neighbours: 2)(queries: query, database: augmented)
    let exact = try ExactSearch(top: 5)(queries: expanded, database: augmented)
    #expect(
      try ranking(.aqe(images: 2), .dba(images: 1)) == Array(exact.indices(ofQuery: 0)))
  }

  @Test func weightsOfSimilarityMakeAnotherDatabase() throws {
    let augmented = try QueryExpansion(neighbours: 4, exponent: 3).augment(database)
    let exact = try ExactSearch(top: 5)(queries: query, database: augmented)
    let found = try SearchSettings {
      $0.expansion = .none
      $0.augmentation = .alphaDBA(images: 4, alpha: 3)
    }
    .rankings(queries: query, database: database)
    #expect(found == exact)
    let means = try QueryExpansion(neighbours: 4).augment(database)
    #expect(try found != ExactSearch(top: 5)(queries: query, database: means))
  }

  @Test func diffusionRanksTheWholeDatabase() throws {
    let diffusion = Diffusion {
      $0.queryNeighbourCount = 1
      $0.neighbourCount = 3
      $0.exponent = 3
      $0.alpha = 0.9
    }
    let found = try ranking(.diffusion(diffusion))
    #expect(found.sorted() == [0, 1, 2, 3, 4])
    let scores = try diffusion.scores(
      queries: query, database: database, graph: diffusion.graph(of: database))
    #expect(found == Array(Rankings(scores: scores, top: 5).indices(ofQuery: 0)))
  }
}

private func l2(_ rows: [Float]...) -> Matrix {
  let unit = rows.flatMap { row in
    let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return row.map { $0 / length }
  }
  return Matrix(rows: rows.count, columns: rows[0].count, elements: unit)
}
