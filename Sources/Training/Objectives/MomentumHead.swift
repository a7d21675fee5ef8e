public import OrderedCollections
public import Tensors

/// A head whose loss compares embeddings with those of a momentum encoder, and that may remember them.
///
/// The rows of a batch come in two halves: row i of the first half is what the network that learns
/// makes of one view, row i of the second half what the momentum encoder makes of another. The
/// parameters that such a head is given hold more than is learnt: those of the momentum encoder under
/// their `momentumName`, and what the head remembers.
public protocol MomentumHead: ObjectiveHead {
  /// The share of its weights that the momentum encoder keeps in a step, 0...1.
  var momentum: Double { get }

  /// What the head remembers before the first batch, by name; it is kept in checkpoints.
  ///
  /// - Parameters:
  ///   - featureChannels: the channels of the feature map.
  ///   - seed: the seed of the plan.
  /// - Returns: the tensors in a fixed order; none for a head that remembers nothing.
  func initialMemory(featureChannels: Int, seed: UInt64) -> OrderedDictionary<String, Tensor>

  /// Remembers of a batch what later ones are compared with.
  ///
  /// - Parameters:
  ///   - embeddings: (batch, dimension), as the loss was given them.
  ///   - parameters: as the loss was given them.
  ///   - memory: the tensors of `initialMemory`, as earlier batches left them.
  func remember(
    _ embeddings: Matrix, parameters: OrderedDictionary<String, Tensor>,
    in memory: inout OrderedDictionary<String, Tensor>)
}

/// Returns the name that a tensor of the momentum encoder has beside those of the network that learns.
public func momentumName(_ name: String) -> String { "momentum.\(name)" }
