import Files
import JSON

/// Pairs of images of one object, which a learned whitening is fitted on.
///
/// They follow from the list alone: of each instance the first ten images, in the order of the list,
/// are joined each with each, the earlier one as the query. An instance thus has forty-five pairs at
/// most, however many images it has, so that a crowded one does not decide alone.
package struct InstancePairs: Sendable, Hashable {
  /// The most images of one instance that are joined.
  static let imagesPerInstance = 10

  /// The row of each pair's query.
  package let queries: [Int]

  /// The row of each pair's other image.
  package let positives: [Int]

  /// Joins the images of each instance.
  ///
  /// - Parameter instances: the instance of each row.
  /// - Complexity: O(rows × images of an instance that are joined).
  package init(instances: [String]) {
    var rows: [String: [Int]] = [:]
    var queries: [Int] = []
    var positives: [Int] = []
    for (row, instance) in instances.enumerated() {
      let earlier = rows[instance, default: []]
      guard earlier.count < Self.imagesPerInstance else { continue }
      queries += earlier
      positives += Array(repeating: row, count: earlier.count)
      rows[instance] = earlier + [row]
    }
    self.queries = queries
    self.positives = positives
    directionCount = rows.values.map { $0.count - 1 }.reduce(0, +)
  }

  /// The most directions in which the pairs can differ: of n images of one instance, n − 1.
  package let directionCount: Int

  /// The SHA-256 of the pairs, in order.
  var digest: String {
    let rows = zip(queries, positives).map { CanonicalJSON.string("\($0) \($1)") }
    return Digest.sha256(of: CanonicalJSON.array(rows).compact)
  }
}
