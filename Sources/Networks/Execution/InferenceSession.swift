internal import Kernels
internal import Tensors

/// What one thread of control needs to run a network: a queue, memory, and the plans it used last.
///
/// Used by one call at a time: `InferenceNetwork` takes it out of its pool, under a lock, for each.
final class InferenceSession: @unchecked Sendable {
  /// The most plans kept at once.
  static let planCapacity = 32

  private let graph: NetworkGraph
  private let weights: PreparedWeights
  private let settings: ComputeSettings
  private let context: ComputeContext
  private let arena = ComputeArena()
  private var plans: [Shape: CompiledInference] = [:]
  private var recentShapes: [Shape] = []

  init(
    _ graph: NetworkGraph, weights: PreparedWeights, settings: ComputeSettings
  ) throws(KernelError) {
    self.graph = graph
    self.weights = weights
    self.settings = settings
    context = try ComputeContext()
  }

  /// Returns the features of images of one size, at most a given number of them at a time.
  func features(of images: Tensor, perPass: Int) throws(KernelError) -> NetworkFeatures {
    let shape = images.shape
    let inputCount = shape.channels * shape.height * shape.width
    var featureShape = graph.shapes(for: [1, shape.channels, shape.height, shape.width])[
      graph.nodes.count]
    let outputCount = featureShape.elementCount
    var features: [Float] = []
    features.reserveCapacity(shape.batch * outputCount)
    var classTokens: [Float] = []
    for first in stride(from: 0, to: shape.batch, by: perPass) {
      let count = min(perPass, shape.batch - first)
      let plan = try plan(
        for: [count, shape.channels, shape.height, shape.width], fullBatch: perPass)
      plan.images.write(images.elements[first * inputCount..<(first + count) * inputCount], at: 0)
      try plan.steps.run()
      features.append(contentsOf: plan.features.read())
      if let tokens = plan.tokens { classTokens += Self.firstTokens(tokens.memory, tokens.shape) }
    }
    featureShape = [
      shape.batch, featureShape.channels, featureShape.height, featureShape.width,
    ]
    return NetworkFeatures(
      maps: Tensor(shape: featureShape, elements: features),
      classTokens: graph.embedding.map {
        Matrix(rows: shape.batch, columns: $0.width, elements: classTokens)
      })
  }

  /// Returns the first token of each image, (image, channel).
  private static func firstTokens(_ memory: Memory, _ shape: Shape) -> [Float] {
    unsafe memory.withElements { elements in
      (0..<shape[0]).flatMap { image in
        let first = image * shape[1] * shape[2]
        return unsafe Array(elements[first..<first + shape[2]])
      }
    }
  }

  private func plan(for shape: Shape, fullBatch: Int) throws(KernelError) -> CompiledInference {
    recentShapes.removeAll { $0 == shape }
    recentShapes.append(shape)
    let plan = if let known = plans[shape] { known } else { try compile(shape, fullBatch) }
    try plan.plan.place(in: arena)
    return plan
  }

  private func compile(_ shape: Shape, _ fullBatch: Int) throws(KernelError) -> CompiledInference {
    if recentShapes.count > Self.planCapacity {
      plans.removeValue(forKey: recentShapes.removeFirst())
    }
    let plan = try InferenceCompiler(
      graph, weights: weights, settings: settings, inputShape: shape, fullBatch: fullBatch,
      context: context
    ).compile()
    plans[shape] = plan
    return plan
  }
}
