public import Failures
public import Tensors

/// Why a trainer does not take over a state.
public enum TrainerStateError: Failure, Equatable {
  /// The state is that of another optimiser, or of other settings of it.
  case otherRule(expected: String, found: String)

  /// The state has not the values that the trainer has, such as "parameters".
  case otherNames(of: String, missing: [String], unexpected: [String])

  /// A value has another number of elements, or they stand in another order.
  case otherShape(of: String, name: String, expected: Shape, found: Shape)

  /// The number of batches and the gradients that wait for an update do not belong together.
  case otherAccumulation(batchCount: Int, accumulation: Int)

  /// Training is a stage.
  public var kind: FailureKind { .stageFailed }

  /// The state, or the values of it.
  public var subject: String {
    switch self {
    case .otherRule: "The state"
    case .otherNames(let kind, _, _), .otherShape(let kind, _, _, _): "The \(kind) of the state"
    case .otherAccumulation: "The gradients of the state"
    }
  }

  /// What does not fit, as the predicate of the subject.
  public var reason: String {
    switch self {
    case .otherRule(let expected, let found):
      "is of the optimiser “\(found)”, not of “\(expected)”"
    case .otherNames(_, let missing, let unexpected):
      "are those of another training: "
        + "\(missing.count) are missing\(Self.example(missing)), "
        + "\(unexpected.count) are not known\(Self.example(unexpected))"
    case .otherShape(_, let name, let expected, let found):
      "have “\(name)” of shape \(found), not of \(expected)"
    case .otherAccumulation(let batchCount, let accumulation):
      "do not belong to \(batchCount) batches with \(accumulation) an update"
    }
  }

  /// The subject with its predicate.
  public var statement: String { "\(subject) \(reason)" }

  private static func example(_ names: [String]) -> String {
    names.first.map { ", such as “\($0)”" } ?? ""
  }
}
