public import Networks
public import OrderedCollections
public import Tensors

/// A second network whose weights follow those of the one that learns, and that has no gradients.
///
/// He et al. 2020, "Momentum Contrast for Unsupervised Visual Representation Learning", section 3.2,
/// eq. 2: after each step θₖ ← m·θₖ + (1 − m)·θ, over the parameters of the network and of the head.
/// Running statistics do not follow: they are those of the images that this network has seen. Under
/// the normalisation `.training` each pass is normalised by its own statistics.
///
/// Not safe for concurrent use.
public final class MomentumEncoder {
  /// The share of its own weights that a step keeps (m), 0...1: 0 is a copy, 1 stands still.
  public let momentum: Float

  /// The parameters of the network and of the head, by name.
  public private(set) var parameters: OrderedDictionary<String, Tensor>

  /// The running statistics, by name.
  public private(set) var statistics: OrderedDictionary<String, Tensor>

  private let head: any ObjectiveHead
  private let network: TrainingNetwork
  private let rest: Float
  private var isLoaded = false

  /// Copies the network that learns.
  ///
  /// - Parameters:
  ///   - graph: the network.
  ///   - head: what turns features into embeddings.
  ///   - passShape: the shape of a pass, (image, channel, height, width).
  ///   - normalisation: which statistics batch normalisation uses.
  ///   - momentum: the share of its own weights that a step keeps, 0...1.
  ///   - parameters: those of the network and of the head that learn.
  ///   - statistics: the running statistics to begin with.
  /// - Throws: `KernelError` when the network cannot be compiled.
  public init(
    _ graph: NetworkGraph, head: any ObjectiveHead, passShape: Shape,
    normalisation: NormalisationMode, momentum: Double,
    parameters: OrderedDictionary<String, Tensor>,
    statistics: OrderedDictionary<String, Tensor>
  ) throws {
    precondition(
      (0...1).contains(momentum), "expected a momentum in 0...1, found \(momentum)")
    self.momentum = Float(momentum)
    rest = Float(1 - momentum)
    self.head = head
    self.parameters = parameters
    self.statistics = statistics
    network = try TrainingNetwork(
      graph, inputShape: passShape, normalisation: normalisation, isForwardOnly: true)
  }

  /// Returns the embeddings of some images; the running statistics move once a pass when
  /// normalisation takes those of the batch.
  ///
  /// - Parameter passes: normalised pixels, (image, channel, height, width), of the shape of a pass.
  /// - Returns: (image, dimension), in the order of the passes.
  /// - Throws: `KernelError` when a kernel fails.
  public func embeddings(of passes: [Tensor]) throws -> Matrix {
    if !isLoaded { try network.load(parameters, statistics: statistics) }
    isLoaded = true
    var parts: [Matrix] = []
    for images in passes {
      parts.append(head.embeddings(of: try network.features(of: images), parameters: parameters))
      if network.normalisation == .training { network.updateStatistics(&statistics) }
    }
    return Matrix(joining: parts)
  }

  /// Moves the weights towards those of the network that learns.
  ///
  /// - Parameter others: at least the parameters that this network has.
  /// - Complexity: O(elements).
  public func follow(_ others: OrderedDictionary<String, Tensor>) {
    parameters.average(with: others, keeping: momentum, taking: rest)
    isLoaded = false
  }

  /// Goes on from the tensors of another one, which has the same names and shapes.
  func restore(
    _ parameters: OrderedDictionary<String, Tensor>,
    statistics: OrderedDictionary<String, Tensor>
  ) {
    (self.parameters, self.statistics) = (parameters, statistics)
    isLoaded = false
  }
}
