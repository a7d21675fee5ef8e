public import Kernels
internal import Synchronization
public import Tensors

/// What a network computes of some images.
public struct NetworkFeatures: Sendable, Equatable {
  /// The feature maps, (batch, channel, height, width): those after the last rectifier, or the last
  /// normalised tokens of the patches.
  public let maps: Tensor

  /// The last normalised class tokens, (image, channel); nil for a network without such.
  public let classTokens: Matrix?

  /// Creates features.
  ///
  /// - Parameters:
  ///   - maps: (batch, channel, height, width).
  ///   - classTokens: (image, channel); nil for a network without such.
  public init(maps: Tensor, classTokens: Matrix? = nil) {
    self.maps = maps
    self.classTokens = classTokens
  }
}

/// A network that turns images into feature maps, with its weights fixed.
///
/// Safe for concurrent use: calls that overlap share the weights, and each has working memory of its
/// own. A plan is compiled for each input shape that is met; those used last are kept, and all plans
/// of a call share one block of memory, so that a thousand image sizes take no more than the largest.
/// A feature map depends on its own image only, not on the batch it came in: algorithms are chosen for
/// the full batch of its size, and each computes every image of a batch alike.
public final class InferenceNetwork: Sendable {
  /// The pixels a plan computes at once: small images go in batches of up to 16.
  static let pixelsPerPass = 16 * 128 * 128

  /// How it computes.
  public let settings: ComputeSettings

  /// The shortest side that images may have: no window of the network is larger than what it reads.
  public let smallestSide: Int

  private let graph: NetworkGraph
  private let weights: PreparedWeights

  /// The sessions at rest, by the number of threads they compute with.
  private let sessions = Mutex<[Int: [InferenceSession]]>([:])

  /// Creates a network with fixed weights.
  ///
  /// - Parameters:
  ///   - graph: the network.
  ///   - weights: its tensors.
  ///   - settings: how to compute.
  /// - Throws: `KernelError` when there is no memory for it, or it cannot be computed in the precision.
  public init(
    _ graph: NetworkGraph, weights: NetworkWeights, settings: ComputeSettings = ComputeSettings()
  ) throws(KernelError) {
    try settings.precision.requireSupport()
    guard settings.precision == .float32 || graph.embedding == nil else {
      throw KernelError(
        operation: "compute a vision transformer in \(settings.precision.rawValue)",
        reason: "its kernels compute in f32 alone", advice: "Use the precision f32.")
    }
    self.graph = graph
    smallestSide = graph.smallestSide
    self.settings = settings
    self.weights = try PreparedWeights(weights, graph: graph, in: ComputeContext())
  }

  /// The number of images that are computed at once for images of a given size.
  ///
  /// It depends on nothing else, so that results do not depend on how images are grouped.
  public static func imagesPerPass(height: Int, width: Int) -> Int {
    min(16, max(1, pixelsPerPass / max(1, height * width)))
  }

  /// Returns the feature maps of images of one size.
  ///
  /// - Parameters:
  ///   - images: (batch, channel, height, width), normalised; any batch size.
  ///   - threads: how many threads this call computes with. Calls on different threads with one
  ///     thread each are faster for many images, all threads for a single one.
  /// - Returns: the maps after the last rectifier, or the tokens of the patches, (batch, channel, height,
  ///   width).
  /// - Throws: `KernelError` when a kernel cannot be compiled or fails.
  public func features(
    of images: Tensor, threads: Int = ComputeThreads.count
  ) throws(KernelError) -> Tensor {
    try allFeatures(of: images, threads: threads).maps
  }

  /// Returns the feature maps of images of one size, and their class tokens.
  ///
  /// - Parameters:
  ///   - images: (batch, channel, height, width), normalised; any batch size.
  ///   - threads: how many threads this call computes with.
  /// - Returns: both, in the order of the images.
  /// - Throws: `KernelError` when a kernel cannot be compiled or fails.
  public func allFeatures(
    of images: Tensor, threads: Int = ComputeThreads.count
  ) throws(KernelError) -> NetworkFeatures {
    let session = try takeSession(threads: threads)
    let before = ComputeThreads.count
    ComputeThreads.setCount(threads)
    defer {
      ComputeThreads.setCount(before)
      sessions.withLock { $0[threads, default: []].append(session) }
    }
    return try session.features(
      of: images,
      perPass: Self.imagesPerPass(height: images.shape.height, width: images.shape.width))
  }

  private func takeSession(threads: Int) throws(KernelError) -> InferenceSession {
    if let session = sessions.withLock({ $0[threads]?.popLast() }) { return session }
    return try InferenceSession(graph, weights: weights, settings: settings)
  }
}
