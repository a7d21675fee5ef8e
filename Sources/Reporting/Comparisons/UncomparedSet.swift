public import Specs

/// An optional set whose values only one side of a comparison has, which is no difference.
public struct UncomparedSet: Sendable, Hashable, Codable {
  /// The set.
  public let dataset: DatasetName

  /// Whether it was there for the run; if it was, the accepted side lacks its values.
  public let isThere: Bool

  /// What is not compared, and why: "values of coil-20: not compared (coil-20 is not there)".
  func words(_ noun: String) -> String {
    let reason = isThere ? "not accepted yet" : "\(dataset) is not there"
    return "\(noun) of \(dataset): not compared (\(reason))"
  }
}
