import DescriptorStore
import Images
import Networks
import Specs
import Tensors

/// What makes descriptors of images.
protocol ImageDescriber {
  /// Returns the key of one shard under one pooling: all that changes its numbers.
  func key(of shard: ImageShard, _ pooling: PoolingName) -> ArtifactKey

  /// Returns one table of descriptors a pooling, rows in the order of the images.
  ///
  /// - Parameters:
  ///   - items: the images.
  ///   - poolings: which descriptors are wanted.
  ///   - reports: who is told of progress and of damage.
  /// - Returns: one table a pooling; a row depends on its own image alone.
  /// - Throws: `ImageError` for a file that is missing, or damaged where nobody is told;
  ///   `KernelError`, `CancellationError`.
  func descriptors(
    of items: [ImageItem], _ poolings: [PoolingName], _ reports: DescriptionReports
  ) async throws -> [DescriptorMatrix]
}

/// Who is told what becomes of images that are described; called on any thread.
struct DescriptionReports: Sendable {
  /// Told how many images have been finished.
  let onFinish: @Sendable (Int) -> Void

  /// Told of each image that cannot be described, which then has no row; nil to end with its error.
  let onDamaged: (@Sendable (ImageItem, ImageError) -> Void)?

  /// Told of each image whose damage is accepted.
  let onAccepted: @Sendable (ImageItem, String) -> Void
}

/// A network under several poolings; it is loaded when the first image is described.
final class NetworkDescriber: ImageDescriber {
  private let weights: StoredWeights
  private let settings: DescriptorSettings
  private let plans: [PoolingPlan]
  private let stage: DescriptorStage
  private var extractor: ImageExtractor?

  init(
    _ weights: StoredWeights, _ settings: DescriptorSettings, _ poolings: [PoolingName],
    stage: DescriptorStage
  ) {
    self.weights = weights
    self.settings = settings
    self.stage = stage
    plans = poolings.map {
      PoolingPlan(name: $0, settings: settings, learntExponents: weights.gemExponents)
    }
  }

  func key(of shard: ImageShard, _ pooling: PoolingName) -> ArtifactKey {
    let plan = PoolingPlan(
      name: pooling, settings: settings, learntExponents: weights.gemExponents)
    return stage.key(shard, weights.digest, settings, plan)
  }

  func descriptors(
    of items: [ImageItem], _ poolings: [PoolingName], _ reports: DescriptionReports
  ) async throws -> [DescriptorMatrix] {
    let active = try extractor ?? stage.extractor(weights, settings)
    extractor = active
    return try await active.descriptors(
      of: items, poolings: plans.filter { poolings.contains($0.name) },
      onFinish: reports.onFinish, onDamaged: reports.onDamaged, onAccepted: reports.onAccepted)
  }
}
