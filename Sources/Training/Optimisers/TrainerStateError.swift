public import Tensors

/// Why a trainer does not take over a state.
public enum TrainerStateError: Error, Equatable, CustomStringConvertible {
  /// The state is that of another optimiser, or of other settings of it.
  case otherRule(expected: String, found: String)

  /// The state has not the values that the trainer has, such as "parameters".
  case otherNames(of: String, missing: [String], unexpected: [String])

  /// A value has another number of elements, or they stand in another order.
  case otherShape(of: String, name: String, expected: Shape, found: Shape)

  /// The number of batches and the gradients that wait for an update do not belong together.
  case otherAccumulation(batchCount: Int, accumulation: Int)

  /// What does not fit.
  public var description: String {
    switch self {
    case .otherRule(let expected, let found):
      "The state is of the optimiser “\(found)”, not of “\(expected)”."
    case .otherNames(let kind, let missing, let unexpected):
      "The \(kind) of the state are those of another training: "
        + "\(missing.count) are missing\(Self.example(missing)), "
        + "\(unexpected.count) are not known\(Self.example(unexpected))."
    case .otherShape(let kind, let name, let expected, let found):
      "The \(kind) of the state have “\(name)” of shape \(found), not of \(expected)."
    case .otherAccumulation(let batchCount, let accumulation):
      "The gradients of the state do not belong to \(batchCount) batches with \(accumulation) "
        + "an update."
    }
  }

  private static func example(_ names: [String]) -> String {
    names.first.map { ", such as “\($0)”" } ?? ""
  }
}
