public import Failures
public import Specs

/// When and on what networks are scored while they are trained.
public struct ValidationOptions: Sendable, Hashable {
  /// The steps between two scores, at least 1; the last step has one, too.
  public var interval: Int

  /// The set; nil for the validation set of the mini world that a network is trained on.
  public var set: DatasetName?

  /// Creates the options.
  ///
  /// - Parameters:
  ///   - interval: the steps between two scores, at least 1.
  ///   - set: the set; nil for the validation set of the mini world that a network is trained on.
  /// - Throws: `ValidationSetError` for a set that no network may be scored on while it is trained.
  public init(interval: Int, set: DatasetName? = nil) throws(ValidationSetError) {
    precondition(interval >= 1, "expected an interval of at least 1 step, found \(interval)")
    self.interval = interval
    self.set = set
    guard let set, !set.isFolder, !set.isValidation else { return }
    throw set.canEvaluate ? .evaluates(set) : .hasNoQueries(set)
  }
}

/// Why a network cannot be scored on a set while it is trained.
public enum ValidationSetError: Failure, Equatable {
  /// The set is for evaluation.
  case evaluates(DatasetName)

  /// The set is a column of the table.
  case isReported(DatasetName)

  /// The set has no queries.
  case hasNoQueries(DatasetName)

  /// Images of the set are also images of another one, which is evaluated or learnt from.
  case sharesImages(DatasetName, with: String, count: Int, isLearnt: Bool)

  /// No set is named, and the training is on none of the mini world.
  case isMissing(model: String, trainedOn: DatasetName)

  /// The command asks for what cannot be done.
  public var kind: FailureKind { .usage }

  /// The set, or the network without one.
  public var subject: String {
    switch self {
    case .evaluates(let set), .isReported(let set), .hasNoQueries(let set),
      .sharesImages(let set, _, _, _):
      "validation on \(set)"
    case .isMissing(let model, _): "validation of \(model)"
    }
  }

  /// What speaks against it.
  public var reason: String {
    switch self {
    case .evaluates:
      "the set is for evaluation; a network that was watched, stopped or chosen by its answers looks "
        + "better there than it is"
    case .isReported:
      "the set is a column of the table; a network that was watched, stopped or chosen by its answers "
        + "looks better there than it is"
    case .hasNoQueries: "the set has no query with a positive"
    case .sharesImages(_, let other, let count, let isLearnt):
      "\(count) of its images are also images of \(other), "
        + (isLearnt
          ? "which the network learns from; it would be asked for what it was told"
          : "whose answers would leak")
    case .isMissing(_, let set):
      "it is trained on \(set), and only the mini world has a validation set of its own"
    }
  }

  /// What to name instead.
  public var advice: String {
    switch self {
    case .evaluates, .isReported, .hasNoQueries:
      "Name \(DatasetName.miniValidation) or a folder of your own with other images and queries."
    case .sharesImages: "Leave them out."
    case .isMissing: "Name a set by --validate-on."
    }
  }
}
