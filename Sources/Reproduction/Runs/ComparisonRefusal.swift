public import Failures

/// Two runs that cannot be compared as it was asked.
public struct ComparisonRefusal: Failure, Hashable {
  /// Nothing to compare where the runs have nothing in common; usage where it was not told what of a file is meant.
  public let kind: FailureKind

  /// The file.
  public let subject: String

  /// Why.
  public let reason: String

  /// What to try, a sentence.
  public let advice: String

  /// Creates the refusal of a choice.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - reason: why, a clause.
  ///   - advice: what to try, a sentence.
  /// - Returns: a mistake of usage.
  public static func choice(_ path: String, _ reason: String, advice: String) -> ComparisonRefusal {
    ComparisonRefusal(kind: .usage, subject: path, reason: reason, advice: advice)
  }

  /// Creates the refusal of runs that have nothing in common.
  ///
  /// - Parameters:
  ///   - ours: one file.
  ///   - theirs: the other.
  ///   - reason: why, a clause.
  ///   - advice: what to try, a sentence.
  /// - Returns: that there is nothing to compare.
  public static func nothing(
    _ ours: String, _ theirs: String, _ reason: String, advice: String
  ) -> ComparisonRefusal {
    ComparisonRefusal(
      kind: .nothingToCompare, subject: "\(ours) and \(theirs)", reason: reason, advice: advice)
  }
}

extension [String] {
  /// The names for a message: all of few, the first of many.
  var listed: String {
    let first = prefix(8)
    return first.joined(separator: ", ")
      + (count > first.count ? " and \(count - first.count) others" : "")
  }
}
