import Retrieval
import Tensors
import Testing

private struct DiffusionGolden: Decodable {
  let rows: Int
  let columns: Int
  let neighbours: Int
  let starts: Int
  let exponent: Double
  let alpha: Double
  let edges: Int
  let isolated: Int
  let scores: [Float]
  let afterTwentySteps: [Float]
}

@Suite struct DiffusionTests {
  @Test(arguments: [0, 1, 2])
  func conjugateGradientsEqualTheDenseSolution(index: Int) throws {
    let expected = try golden("diffusion", as: [DiffusionGolden].self)[index]
    let database = goldenDescriptors(
      "diffusion database \(expected.rows)", expected.rows, expected.columns)
    let diffusion = Diffusion {
      $0.neighbourCount = expected.neighbours
      $0.queryNeighbourCount = expected.starts
      $0.exponent = expected.exponent
      $0.alpha = expected.alpha
      $0.stepLimit = 500
      $0.tolerance = 1e-12
    }
    let graph = try diffusion.graph(of: database)
    #expect(graph.weights.count == expected.edges)
    #expect(
      zip(graph.starts, graph.starts.dropFirst()).filter { $0 == $1 }.count == expected.isolated)
    let scores = try diffusion.scores(
      queries: goldenDescriptors("diffusion queries", 3, expected.columns), database: database,
      graph: graph)
    #expect(relativeDifference(scores.elements, expected.scores) < 1e-5)
  }

  @Test(arguments: [0, 1, 2])
  func theUsualNumberOfStepsEqualsNumPy(index: Int) throws {
    let expected = try golden("diffusion", as: [DiffusionGolden].self)[index]
    let database = goldenDescriptors(
      "diffusion database \(expected.rows)", expected.rows, expected.columns)
    let diffusion = Diffusion {
      $0.neighbourCount = expected.neighbours
      $0.queryNeighbourCount = expected.starts
      $0.exponent = expected.exponent
      $0.alpha = expected.alpha
    }
    let scores = try diffusion.scores(
      queries: goldenDescriptors("diffusion queries", 3, expected.columns), database: database,
      graph: diffusion.graph(of: database))
    #expect(relativeDifference(scores.elements, expected.afterTwentySteps) < 1e-5)
  }

  @Test func anImageIsReachedThroughItsNeighbour() throws {
    // A chain of images 35 degrees apart; the query sees the first, and its nearest only.
    let database = Matrix(
      rows: 4, columns: 2,
      elements: [1, 0, 0.819_152, 0.573_576, 0.342_020, 0.939_693, -1, 0])
    let diffusion = Diffusion {
      $0.neighbourCount = 3
      $0.queryNeighbourCount = 1
    }
    let graph = try diffusion.graph(of: database)
    let scores = try diffusion.scores(
      queries: database.selectingRows([0]), database: database, graph: graph)
    #expect(scores[0, 2] > 0)
    #expect(scores[0, 3] == 0)
  }

  @Test func edgesAreMutualAndWeighTheSameBothWays() throws {
    let database = goldenDescriptors("diffusion graph", 50, 4)
    let graph = try NeighbourGraph(of: database, neighbourCount: 5, exponent: 3)
    var weights: [[Int]: Double] = [:]
    for image in 0..<50 {
      for edge in graph.starts[image]..<graph.starts[image + 1] {
        weights[[image, Int(graph.neighbours[edge])]] = graph.weights[edge]
      }
    }
    #expect(weights.count > 50)
    #expect(weights.allSatisfy { pair, weight in weights[pair.reversed()] == weight })
    #expect(weights.keys.allSatisfy { $0[0] != $0[1] })
  }

  @Test func alphaZeroLeavesTheStart() throws {
    let database = goldenDescriptors("diffusion graph", 50, 4)
    let diffusion = Diffusion {
      $0.queryNeighbourCount = 2
      $0.exponent = 1
      $0.alpha = 0
    }
    let scores = try diffusion.scores(
      queries: database.selectingRows([7]), database: database,
      graph: diffusion.graph(of: database))
    let best = try ExactSearch(top: 2)(queries: database.selectingRows([7]), database: database)
    #expect(scores.elements.filter { $0 > 0 }.count == 2)
    #expect(scores[0, Int(best.indices[1])] == best.scores[1])
  }

  @Test func theOrderOfTheDatabaseChangesOnlyIndices() throws {
    let order = (0..<50).map { $0 * 7 % 50 }
    let database = goldenDescriptors("diffusion graph", 50, 4)
    let queries = goldenDescriptors("diffusion asks", 3, 4)
    let diffusion = Diffusion {
      $0.neighbourCount = 8
      $0.stepLimit = 300
      $0.tolerance = 1e-10
    }
    let shuffled = database.selectingRows(order)
    let first = try diffusion.scores(
      queries: queries, database: database, graph: diffusion.graph(of: database))
    let second = try diffusion.scores(
      queries: queries, database: shuffled, graph: diffusion.graph(of: shuffled))
    let moved = (0..<3).flatMap { query in order.map { first[query, $0] } }
    // Sums over edges run in another order.
    #expect(relativeDifference(second.elements, moved) < 1e-6)
  }

  @Test func aQueryDoesNotDependOnTheOthers() throws {
    let database = goldenDescriptors("diffusion graph", 50, 4)
    let queries = goldenDescriptors("diffusion asks", 5, 4)
    let diffusion = Diffusion {
      $0.neighbourCount = 8
    }
    let graph = try diffusion.graph(of: database)
    let all = try diffusion.scores(queries: queries, database: database, graph: graph)
    let alone = try diffusion.scores(
      queries: queries.selectingRows([3]), database: database, graph: graph)
    #expect(alone == all.selectingRows([3]))
  }

  @Test func emptyDatabaseHasNoScores() throws {
    let empty = Matrix(rows: 0, columns: 4)
    let diffusion = Diffusion()
    let scores = try diffusion.scores(
      queries: randomMatrix(2, 4, seed: 1), database: empty, graph: diffusion.graph(of: empty))
    #expect(scores == Matrix(rows: 2, columns: 0))
  }

  @Test func scoresAreRankedByValueThenIndex() {
    let scores = Matrix(rows: 2, columns: 3, elements: [0, 2, 0, 1, 1, 3])
    let rankings = Rankings(scores: scores, top: 2)
    #expect(rankings.indices == [1, 0, 2, 0])
    #expect(rankings.scores == [2, 0, 3, 1])
  }
}
