public import Tensors

/// What a loss returns: its value, and how to change the input.
public struct LossResult: Sendable, Equatable {
  /// The mean loss of the batch.
  public let value: Float

  /// The gradient of `value` with respect to the loss's input, of the input's shape.
  public let gradient: Matrix
}
