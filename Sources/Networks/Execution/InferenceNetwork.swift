public import Kernels
public import Tensors

/// A network that turns images into feature maps, with its weights fixed.
///
/// Not safe for concurrent use. It compiles a plan for each input shape it meets and keeps the
/// plans used last. A feature map depends on its own image only: not on the batch it came in, since
/// every batch of a shape is computed by the same plan, filled up with zeros at its end.
public final class InferenceNetwork {
  /// The most plans kept at once.
  static let planCapacity = 64

  /// The pixels a plan computes at once: small images go in batches of up to 16.
  static let pixelsPerPass = 16 * 128 * 128

  private let graph: NetworkGraph
  private let weights: FoldedWeights
  private var plans: [Shape: CompiledInference] = [:]
  private var recentShapes: [Shape] = []

  /// Creates a network with fixed weights.
  ///
  /// - Parameters:
  ///   - graph: the network.
  ///   - weights: its tensors.
  /// - Throws: `KernelError` when there is no memory for it.
  public init(_ graph: NetworkGraph, weights: NetworkWeights) throws(KernelError) {
    self.graph = graph
    self.weights = try FoldedWeights(weights, graph: graph)
  }

  /// The number of images that are computed at once for images of a given size.
  ///
  /// It depends on nothing else, so that results do not depend on how images are grouped.
  public static func imagesPerPass(height: Int, width: Int) -> Int {
    min(16, max(1, pixelsPerPass / max(1, height * width)))
  }

  /// Returns the feature maps of images of one size.
  ///
  /// - Parameter images: (batch, channel, height, width), normalised; any batch size.
  /// - Returns: the maps after the last rectifier, (batch, channel, height, width).
  /// - Throws: `KernelError` when a kernel cannot be compiled or fails.
  public func features(of images: Tensor) throws(KernelError) -> Tensor {
    let shape = images.shape
    let perPass = Self.imagesPerPass(height: shape.height, width: shape.width)
    let plan = try plan(for: [perPass, shape.channels, shape.height, shape.width])
    let inputCount = shape.channels * shape.height * shape.width
    let outputCount = plan.featureShape.elementCount / perPass
    var features: [Float] = []
    features.reserveCapacity(shape.batch * outputCount)
    for first in stride(from: 0, to: shape.batch, by: perPass) {
      let count = min(perPass, shape.batch - first)
      var input = Array(images.elements[first * inputCount..<(first + count) * inputCount])
      input.append(contentsOf: repeatElement(0, count: (perPass - count) * inputCount))
      plan.images.write(input)
      try plan.steps.run()
      features.append(contentsOf: plan.features.read().prefix(count * outputCount))
    }
    return Tensor(
      shape: [
        shape.batch, plan.featureShape.channels, plan.featureShape.height, plan.featureShape.width,
      ],
      elements: features)
  }

  private func plan(for shape: Shape) throws(KernelError) -> CompiledInference {
    recentShapes.removeAll { $0 == shape }
    recentShapes.append(shape)
    if let plan = plans[shape] { return plan }
    if recentShapes.count > Self.planCapacity {
      plans.removeValue(forKey: recentShapes.removeFirst())
    }
    let plan = try InferenceCompiler(graph, weights: weights, inputShape: shape).compile()
    plans[shape] = plan
    return plan
  }
}
