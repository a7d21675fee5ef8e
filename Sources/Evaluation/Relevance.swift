/// What counts as right, and what does not count at all, for one query in one setting.
///
/// Images in neither list are wrong answers.
public struct Relevance: Sendable, Equatable {
  /// Database indices of the positives.
  public let positives: [Int]

  /// Database indices that are removed from a ranking before it is scored.
  public let junk: [Int]

  /// Creates the lists of one query.
  ///
  /// - Parameters:
  ///   - positives: database indices of the positives.
  ///   - junk: database indices to remove; none of them is a positive.
  public init(positives: [Int], junk: [Int]) {
    self.positives = positives
    self.junk = junk
  }
}

/// How hard the positives are that a revisited query asks for.
///
/// Radenović et al. 2018, "Revisiting Oxford and Paris", section 3.3.
public enum Difficulty: String, Sendable, CaseIterable {
  /// Easy images are right; hard ones are ignored.
  case easy

  /// Easy and hard images are right.
  case medium

  /// Hard images are right; easy ones are ignored.
  case hard

  /// Returns the positives and the ignored images of one query.
  ///
  /// - Parameters:
  ///   - easy: database indices of the easy images.
  ///   - hard: database indices of the hard images.
  ///   - junk: database indices of the images that never count.
  /// - Returns: the lists at this difficulty.
  public func relevance(easy: [Int], hard: [Int], junk: [Int]) -> Relevance {
    switch self {
    case .easy: Relevance(positives: easy, junk: junk + hard)
    case .medium: Relevance(positives: easy + hard, junk: junk)
    case .hard: Relevance(positives: hard, junk: junk + easy)
    }
  }
}

/// The rules a dataset is evaluated by.
public enum EvaluationProtocol: String, Sendable, CaseIterable {
  /// Revisited Oxford and Paris: easy, hard and junk lists, queries outside the database.
  case revisited

  /// Oxford5k and Paris6k: good, ok and junk lists, queries inside the database.
  case classic

  /// A table of images: the positives share the instance of the query.
  case manifest

  /// The settings that each query is scored in, in the order of a table's columns.
  public var settings: [EvaluationSetting] {
    switch self {
    case .revisited: [.easy, .medium, .hard]
    case .classic: [.classic]
    case .manifest: [.manifest]
    }
  }
}

/// One way to score every query; a protocol has one or several.
public enum EvaluationSetting: String, Sendable, CaseIterable {
  /// The revisited protocol, easy images only.
  case easy

  /// The revisited protocol, easy and hard images.
  case medium

  /// The revisited protocol, hard images only.
  case hard

  /// The classic protocol.
  case classic

  /// Images of the same instance.
  case manifest
}
