import Kernels
import Retrieval
import Tensors
import Testing

/// Search, whitening and expansion under several numbers of threads, which the calling thread asks for.
@Suite struct ThreadCountTests {
  /// Returns what a function gives under a number of threads.
  private func under<Value>(_ count: Int, _ work: () throws -> Value) rethrows -> Value {
    let before = ComputeThreads.count
    ComputeThreads.setCount(count)
    defer { ComputeThreads.setCount(before) }
    return try work()
  }

  @Test func searchDoesNotDependOnTheThreads() throws {
    // Several chunks of rows, and many near-equal scores around the last place.
    let queries = l2Normalize(randomMatrix(5, 4, seed: 10))
    let database = l2Normalize(randomMatrix(9000, 4, seed: 11))
    let expected = referenceExactSearch(queries: queries, database: database, top: 50)
    for count in [1, 4] {
      let found = try under(count) {
        try ExactSearch(top: 50)(queries: queries, database: database)
      }
      #expect(found == expected)
    }
  }

  @Test func whitenedDescriptorsDoNotDependOnTheThreads() throws {
    // Large enough for threads to share the work; axes of 1e-4 of the largest variance.
    var training = randomMatrix(700, 150, seed: 14)
    for row in 0..<700 {
      for column in 0..<150 { training[row, column] /= 1 + 0.7 * Float(column) }
    }
    let queries = training.selectingRows(0..<20)
    let pairs = (queries: Array(0..<350), positives: Array(350..<700))
    func whitened(_ count: Int) throws -> [Matrix] {
      try under(count) {
        try [
          PCAWhitening(fitting: training)(queries),
          Projection(
            learntFrom: training, queries: pairs.queries, positives: pairs.positives)(queries),
        ]
      }
    }
    let one = try whitened(1)
    for count in [2, 4] { #expect(try whitened(count) == one) }
  }

  @Test func expandedDescriptorsDoNotDependOnTheThreads() throws {
    let queries = l2Normalize(randomMatrix(5, 24, seed: 15))
    let database = l2Normalize(randomMatrix(1500, 24, seed: 16))
    let diffusion = Diffusion {
      $0.neighbourCount = 10
      $0.queryNeighbourCount = 5
    }
    let expansion = QueryExpansion(neighbours: 10, exponent: 3)
    func expanded(_ count: Int) throws -> [Matrix] {
      try under(count) {
        try [
          expansion(queries: queries, database: database), expansion.augment(database),
          diffusion.scores(
            queries: queries, database: database, graph: diffusion.graph(of: database)),
        ]
      }
    }
    let one = try expanded(1)
    #expect(try expanded(4) == one)
  }
}
