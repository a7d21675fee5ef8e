import Extraction
import Images
import Networks
import Retrieval
import Specs
import Steps
import Tensors

/// What makes descriptors of images.
protocol DescriptorExtractor {
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
    of items: [ImageItem], _ poolings: [Pooling], _ reports: ExtractionReports
  ) async throws -> [DescriptorMatrix]
}

/// Who is told what becomes of images that are extracted; called on any thread.
struct ExtractionReports: Sendable {
  /// Told how many images have been finished.
  let onFinish: @Sendable (Int) -> Void

  /// Told of each image that cannot be extracted, which then has no row; nil to end with its error.
  let onDamaged: (@Sendable (ImageItem, ImageError) -> Void)?

  /// Told of each image whose damage is accepted.
  let onAccepted: @Sendable (ImageItem, String) -> Void
}

/// A network that makes descriptors of images under any poolings.
struct NetworkExtractor: DescriptorExtractor {
  private let extractor: ImageExtractor
  private let settings: DescriptorSettings
  private let exponents: [Float]?

  /// Loads a network.
  ///
  /// - Parameters:
  ///   - weights: its weights.
  ///   - work: how images are prepared, and what one file may cost.
  ///   - context: how wide to work.
  /// - Throws: what reading the weights throws; `KernelError`.
  init(_ weights: StoredWeights, _ work: DescriptorsWork, _ context: RunContext) throws {
    settings = work.settings
    exponents = work.fixedExponent.map { [Float($0)] } ?? weights.gemExponents
    let network = try InferenceNetwork(
      weights.graph, weights: weights.weights(),
      settings: ComputeSettings(precision: settings.precision))
    extractor = ImageExtractor(
      network: network, settings: settings, threads: context.threads, limits: work.limits)
  }

  func descriptors(
    of items: [ImageItem], _ poolings: [Pooling], _ reports: ExtractionReports
  ) async throws -> [DescriptorMatrix] {
    try await extractor.descriptors(
      of: items,
      poolings: poolings.map {
        PoolingPlan($0, settings: settings, learntExponents: exponents)
      },
      onFinish: reports.onFinish, onDamaged: reports.onDamaged, onAccepted: reports.onAccepted)
  }
}
