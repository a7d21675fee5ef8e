import Glibc
public import Tensors

/// Ranks by diffusion on the neighbour graph of the database.
///
/// Iscen et al. 2017. With S the graph's normalised affinities and y the similarities of a query with
/// its nearest images, each to a power, and 0 elsewhere, the scores f solve (I − αS) f = y. The defaults
/// are those of the authors' code for global descriptors.
public struct Diffusion: Sendable, Hashable {
  /// How many images count as an image's nearest in the graph, itself included, at least 1.
  public var neighbourCount = 50

  /// How many images a query starts from, at least 1.
  public var queryNeighbourCount = 10

  /// The power of a similarity that an edge or a start weighs (γ), above 0.
  public var exponent = 3.0

  /// How much of the scores goes on to neighbours (α), in 0..<1.
  public var alpha = 0.99

  /// After how many steps of conjugate gradients to stop at the latest, at least 1.
  public var stepLimit = 20

  /// At which length of the residual, as a part of that of y, to stop, at least 0.
  public var tolerance = 1e-6

  /// Creates the diffusion whose settings have their defaults.
  public init() {}

  /// Returns the graph of a database, which serves any number of queries.
  ///
  /// - Parameter database: unit-length descriptors, (image, dimension).
  /// - Returns: the graph, as `NeighbourGraph` makes it.
  /// - Throws: what `ExactSearch` throws.
  public func graph(of database: Matrix) throws(RetrievalError) -> NeighbourGraph {
    try NeighbourGraph(of: database, neighbourCount: neighbourCount, exponent: exponent)
  }

  /// Returns the diffused scores of each query.
  ///
  /// A query's scores depend on that query alone, and not on the number of threads.
  ///
  /// - Parameters:
  ///   - queries: unit-length descriptors, (query, dimension).
  ///   - database: unit-length descriptors, (image, dimension).
  ///   - graph: the database's, from `graph(of:)`.
  /// - Returns: (query, image), at least 0; images that no path joins to a query's nearest have 0.
  /// - Throws: what `ExactSearch` throws.
  /// - Complexity: O(queries × steps × edges), and a search.
  public func scores(
    queries: Matrix, database: Matrix, graph: NeighbourGraph
  ) throws(RetrievalError) -> Matrix {
    precondition(
      graph.imageCount == database.rows,
      "expected a graph of \(database.rows) images, found \(graph.imageCount)")
    precondition(
      queryNeighbourCount >= 1 && stepLimit >= 1 && exponent > 0 && (0..<1).contains(alpha)
        && tolerance >= 0,
      "expected counts of at least 1, an exponent above 0, alpha in 0..<1 and a tolerance of at "
        + "least 0, found \(queryNeighbourCount), \(stepLimit), \(exponent), \(alpha) and "
        + "\(tolerance)")
    let starts = try ExactSearch(top: queryNeighbourCount)(queries: queries, database: database)
    let solved = parallelMap(queries.rows) { query in
      var start = [Double](repeating: 0, count: database.rows)
      for (image, similarity) in zip(
        starts.indices(ofQuery: query), starts.scores(ofQuery: query))
      {
        start[Int(image)] = pow(Double(max(similarity, 0)), exponent)
      }
      // A step of conjugate gradients may leave a value of the size of rounding below 0.
      return solve(graph, start).map { Float(max($0, 0)) }
    }
    return Matrix(
      rows: queries.rows, columns: database.rows, elements: solved.flatMap(\.self))
  }

  /// Solves (I − αS) f = y by conjugate gradients from 0.
  private func solve(_ graph: NeighbourGraph, _ right: [Double]) -> [Double] {
    var solution = [Double](repeating: 0, count: right.count)
    var residual = right
    var direction = right
    var square = dot(residual, residual)
    let goal = tolerance * tolerance * square
    for _ in 0..<stepLimit where square > goal {
      let spread = graph.times(direction)
      let image = direction.indices.map { direction[$0] - alpha * spread[$0] }
      let step = square / dot(direction, image)
      for index in solution.indices {
        solution[index] += step * direction[index]
        residual[index] -= step * image[index]
      }
      let next = dot(residual, residual)
      for index in direction.indices {
        direction[index] = residual[index] + next / square * direction[index]
      }
      square = next
    }
    return solution
  }
}

private func dot(_ left: [Double], _ right: [Double]) -> Double {
  var sum = 0.0
  for index in left.indices { sum += left[index] * right[index] }
  return sum
}
