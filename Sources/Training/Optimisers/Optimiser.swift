public import OrderedCollections
public import Tensors

/// A rule that moves named parameters down their gradients.
///
/// Weight decay acts on tensors of two axes or more only: biases and the scales and shifts of
/// normalisation have one axis, the exponent of a pooling none, and none of them is decayed.
public protocol Optimiser: Sendable {
  /// Moves every parameter that has a gradient, in place; the others stay as they are.
  ///
  /// - Parameters:
  ///   - parameters: the weights by name.
  ///   - gradients: the loss's gradients by name, each of its parameter's shape; every name must be
  ///     a parameter's.
  ///   - learningRate: the step's length, at least 0.
  /// - Complexity: O(elements); allocates only on a name's first step.
  mutating func update(
    parameters: inout OrderedDictionary<String, Tensor>,
    gradients: OrderedDictionary<String, Tensor>, learningRate: Float)

  /// What the steps so far have gathered.
  var state: OptimiserState { get }

  /// Goes on from what the steps of another value have gathered.
  ///
  /// - Parameter state: of the same rule with the same settings.
  /// - Throws: `TrainerStateError` for that of another rule; then nothing has changed.
  mutating func restore(_ state: OptimiserState) throws(TrainerStateError)
}

/// Returns where a gradient's parameter stands.
func parameterIndex(
  _ name: String, _ gradient: Tensor, in parameters: OrderedDictionary<String, Tensor>
) -> Int {
  guard let index = parameters.index(forKey: name) else {
    preconditionFailure("expected a parameter for the gradient “\(name)”, found none")
  }
  let shape = parameters.values[index].shape
  precondition(
    shape == gradient.shape,
    "expected a gradient of shape \(shape) for “\(name)”, found \(gradient.shape)")
  return index
}

/// Returns the decay of one parameter: none with fewer than two axes.
func effectiveDecay(_ weightDecay: Float, of parameter: Tensor) -> Float {
  parameter.shape.rank <= 1 ? 0 : weightDecay
}
