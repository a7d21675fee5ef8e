import Glibc
public import Tensors

/// The mutual nearest-neighbour graph of a database, normalised for diffusion.
///
/// Iscen et al. 2017. Two images are joined when each is among the other's nearest; the edge weighs
/// max(s, 0)^exponent by their similarity s, divided by the square root of the product of the two
/// images' sums of weights. An image without neighbours has no edges.
public struct NeighbourGraph: Sendable, Equatable {
  /// The number of images.
  public let imageCount: Int

  /// Where each image's edges begin in `neighbours` and `weights`, and last where they all end.
  public let starts: [Int]

  /// The images at the other ends of the edges, ascending for each image.
  public let neighbours: [Int32]

  /// The normalised weights of the edges; the same in both directions.
  public let weights: [Double]

  /// Builds the graph of a database.
  ///
  /// - Parameters:
  ///   - database: unit-length descriptors, (image, dimension).
  ///   - neighbourCount: how many images count as nearest, at least 1. As in the authors' code an image
  ///     is among its own nearest, so that it has at most one edge less.
  ///   - exponent: the power of a similarity that an edge weighs, above 0.
  /// - Throws: what `ExactSearch` throws.
  /// - Complexity: that of `ExactSearch` with a query an image.
  public init(
    of database: Matrix, neighbourCount: Int, exponent: Double
  ) throws(RetrievalError) {
    precondition(
      neighbourCount >= 1 && exponent > 0,
      "expected at least 1 neighbour and an exponent above 0, found \(neighbourCount), \(exponent)")
    let rankings = try ExactSearch(top: neighbourCount)(queries: database, database: database)
    let nearest = (0..<database.rows).map { Set(rankings.indices(ofQuery: $0)) }
    var starts = [0]
    var neighbours: [Int32] = []
    var weights: [Double] = []
    var sums = [Double](repeating: 0, count: database.rows)
    for image in 0..<database.rows {
      let ranked = zip(rankings.indices(ofQuery: image), rankings.scores(ofQuery: image))
      let edges = ranked.filter { other, similarity in
        other != image && similarity > 0 && nearest[Int(other)].contains(Int32(image))
      }
      for (other, similarity) in edges.sorted(by: { $0.0 < $1.0 }) {
        neighbours.append(other)
        weights.append(pow(Double(similarity), exponent))
        sums[image] += weights[weights.count - 1]
      }
      starts.append(neighbours.count)
    }
    for image in 0..<database.rows {
      for edge in starts[image]..<starts[image + 1] {
        weights[edge] /= (sums[image] * sums[Int(neighbours[edge])]).squareRoot()
      }
    }
    imageCount = database.rows
    self.starts = starts
    self.neighbours = neighbours
    self.weights = weights
  }

  /// Returns the product of the normalised affinities with a vector.
  ///
  /// - Parameter vector: one value an image.
  /// - Returns: one value an image.
  /// - Complexity: O(edges).
  func times(_ vector: [Double]) -> [Double] {
    (0..<imageCount).map { image in
      var sum = 0.0
      for edge in starts[image]..<starts[image + 1] {
        sum += weights[edge] * vector[Int(neighbours[edge])]
      }
      return sum
    }
  }
}
