package import Images
import Kernels
package import Networks
import Retrieval
package import Specs
import Synchronization
package import Tensors

/// A network with what feeds it: decodes, prepares, runs and pools.
///
/// Each thread takes one image after the other through all of this, so that decoding never waits for
/// computing nor computing for decoding. Small images of one size are gathered and computed together,
/// each group by one thread, so that no thread waits at another's barriers: ResNet-50 at 224 px was
/// measured 6 % faster so on two cores. Images that fill a pass alone are computed one at a time by all
/// threads, while other threads decode: at 1024 px that was as fast, and it takes the working memory of
/// one image.
package struct ImageExtractor: Sendable {
  /// The most decoded images that wait for others of their size, a thread.
  private static let waitingCapacity = 64

  let network: InferenceNetwork
  let settings: DescriptorSettings
  let threads: Int
  let limits: DecodingLimits

  private let turn = Turn()

  /// Creates an extractor.
  ///
  /// - Parameters:
  ///   - network: what computes the features.
  ///   - settings: how images are prepared, and at which scales they are seen; its own pooling and
  ///     whitening are not looked at.
  ///   - threads: how many images to have in work at once, at least 1.
  ///   - limits: what one file may cost.
  package init(
    network: InferenceNetwork, settings: DescriptorSettings, threads: Int,
    limits: DecodingLimits = DecodingLimits()
  ) {
    precondition(threads >= 1, "expected at least 1 thread, found \(threads)")
    self.network = network
    self.settings = settings
    self.threads = threads
    self.limits = limits
  }

  /// Returns one table of descriptors a pooling, rows in the order of the images.
  ///
  /// - Parameters:
  ///   - items: the images.
  ///   - poolings: how features become descriptors.
  ///   - onFinish: told how many images have been finished; called on any thread.
  ///   - onDamaged: told of each image that cannot be extracted, which then has no row; nil to end
  ///     with its error instead. Called on any thread.
  ///   - onAccepted: told of each image whose damage the limits accept. Called on any thread.
  /// - Returns: one table a pooling. A row depends on its own image alone.
  /// - Throws: `ImageError` for a file that is missing, or damaged without `onDamaged`; `KernelError`,
  ///   `CancellationError`.
  package func descriptors(
    of items: [ImageItem], poolings: [PoolingPlan],
    onFinish: @escaping @Sendable (Int) -> Void = { _ in },
    onDamaged: (@Sendable (ImageItem, ImageError) -> Void)? = nil,
    onAccepted: @escaping @Sendable (ImageItem, String) -> Void = { _, _ in }
  ) async throws -> [DescriptorMatrix] {
    let next = Mutex(0)
    let extracted = try await mapConcurrently(
      Array(0..<min(threads, max(items.count, 1))), width: threads
    ) { _ in
      try extract(poolings, onDamaged, onAccepted, onFinish) {
        next.withLock { next in
          guard next < items.count else { return nil }
          defer { next += 1 }
          return (next, items[next])
        }
      }
    }
    let rows = extracted.flatMap(\.self).sorted { $0.index < $1.index }
    return poolings.indices.map { plan in
      DescriptorMatrix(
        names: rows.map { items[$0.index].name },
        values: Matrix(
          rows: rows.count, columns: rows.first?.descriptors[plan].count ?? 0,
          elements: rows.flatMap { $0.descriptors[plan] }))
    }
  }

  /// One image's place in the list, and its descriptor under each pooling.
  private struct ExtractedImage: Sendable {
    let index: Int
    let descriptors: [[Float]]
  }

  /// Images of one size that wait for others.
  private struct Group {
    var indices: [Int] = []
    var images: [PixelImage] = []
  }

  /// Extracts descriptors of images until there are none left: the work of one thread.
  private func extract(
    _ poolings: [PoolingPlan], _ onDamaged: ((ImageItem, ImageError) -> Void)?,
    _ onAccepted: (ImageItem, String) -> Void, _ onFinish: (Int) -> Void,
    take: () -> (Int, ImageItem)?
  ) throws -> [ExtractedImage] {
    var groups: [[Int]: Group] = [:]
    var extracted: [ExtractedImage] = []
    var waiting = 0
    while let (index, item) = take() {
      try Task.checkCancellation()
      guard let (image, damage) = try usable(item, onDamaged) else {
        onFinish(1)
        continue
      }
      if let damage { onAccepted(item, damage) }
      let size = [image.height, image.width]
      groups[size, default: Group()].indices.append(index)
      groups[size, default: Group()].images.append(image)
      let wanted = InferenceNetwork.imagesPerPass(height: image.height, width: image.width)
      waiting += 1
      let isFull = groups[size]?.images.count == wanted
      let finished = isFull ? [size] : waiting == Self.waitingCapacity ? Array(groups.keys) : []
      for size in finished {
        guard let group = groups.removeValue(forKey: size) else { continue }
        extracted += try finish(group, poolings, onFinish)
        waiting -= group.images.count
      }
    }
    for group in groups.values { extracted += try finish(group, poolings, onFinish) }
    return extracted
  }

  /// Returns the prepared pixels of an image, or nil for a damaged one that may be passed over.
  private func usable(
    _ item: ImageItem, _ onDamaged: ((ImageItem, ImageError) -> Void)?
  ) throws(ImageError) -> (image: PixelImage, damage: String?)? {
    do throws(ImageError) {
      return try pixels(of: item)
    } catch {
      guard let onDamaged, error.isDamage else { throw error }
      onDamaged(item, error)
      return nil
    }
  }

  /// Returns the prepared pixels of an image that is large enough at every scale, and the damage that
  /// was accepted.
  func pixels(of item: ImageItem) throws(ImageError) -> (image: PixelImage, damage: String?) {
    let (image, damage) = try settings.prepared(item, limits: limits)
    let side = Double(min(image.height, image.width)) * (settings.scales.min() ?? 1)
    guard max(1, Int(side)) >= network.smallestSide else {
      throw .tooSmall(
        path: item.path,
        detail: "\(image.width)×\(image.height) pixels as prepared are too few at the smallest "
          + "scale; the network takes sides of at least \(network.smallestSide)")
    }
    return (image, damage)
  }

  private func finish(
    _ group: Group, _ poolings: [PoolingPlan], _ onFinish: (Int) -> Void
  ) throws -> [ExtractedImage] {
    try Task.checkCancellation()
    let extracted = try extract(group, poolings)
    onFinish(group.images.count)
    return extracted
  }

  /// Extracts descriptors of images of one size.
  private func extract(_ group: Group, _ poolings: [PoolingPlan]) throws -> [ExtractedImage] {
    let pixels = Tensor(normalizing: group.images)
    var scales = poolings.map { _ in [Matrix]() }
    for scale in settings.scales {
      let input = scale == 1 ? pixels : interpolate(pixels, scale: scale)
      let features = try features(of: input)
      for (plan, pooling) in poolings.enumerated() {
        scales[plan].append(l2Normalize(pooling.pooled(features)))
      }
    }
    let tables = zip(poolings, scales).map { plan, matrices in
      matrices.count == 1 ? matrices[0] : plan.aggregated(matrices)
    }
    return group.indices.enumerated().map { row, index in
      ExtractedImage(index: index, descriptors: tables.map { Array($0.row(row)) })
    }
  }

  /// Returns feature maps, computed by this thread or, for a large image, by all in turn.
  private func features(of images: Tensor) throws(KernelError) -> NetworkFeatures {
    let (height, width) = (images.shape.height, images.shape.width)
    guard InferenceNetwork.imagesPerPass(height: height, width: width) == 1 else {
      return try network.allFeatures(of: images, threads: 1)
    }
    return try turn.take { () throws(KernelError) in
      try network.allFeatures(of: images, threads: threads)
    }
  }
}

/// Lets one thread at a time do what takes all of them.
private final class Turn: Sendable {
  private let mutex = Mutex(())

  func take<Value: Sendable, Failure: Error>(
    _ work: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    try mutex.withLock { (_) throws(Failure) in try work() }
  }
}
