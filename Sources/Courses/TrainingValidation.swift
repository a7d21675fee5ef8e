import Datasets
package import Evaluation
import Extraction
import Images
import Kernels
package import Networks
import Retrieval
package import Scoring
package import Specs
import Tensors

/// Scores a network on a set while it is trained, without a trace in the training.
///
/// The value is the mean average precision of plain search: what a table's row without whitening, expansion
/// and augmentation has for the network as it is.
package struct TrainingValidation: Sendable {
  /// The steps between two scores, at least 1; the last step has one, too.
  package let interval: Int

  /// What is measured on what, in words: "medium.mAP on mini-validation".
  package let label: String

  private let set: RetrievalSet
  private let task: RetrievalTask
  private let settings: DescriptorSettings
  private let graph: NetworkGraph
  private let onDamaged: DamagedImagePolicy
  private let limits: DecodingLimits
  private let threads: Int

  /// Prepares the scores of one training.
  ///
  /// - Parameters:
  ///   - set: the images.
  ///   - name: what the set is called.
  ///   - interval: the steps between two scores, at least 1.
  ///   - settings: how descriptors are made; whitening is not looked at.
  ///   - graph: the network whose descriptors they are.
  ///   - onDamaged: what becomes of images of the database that cannot be decoded.
  ///   - maxPixels: the most pixels one image may have.
  ///   - threads: the most images in work at once.
  package init(
    on set: RetrievalSet, named name: String, interval: Int, settings: DescriptorSettings,
    graph: NetworkGraph, onDamaged: DamagedImagePolicy, maxPixels: Int, threads: Int
  ) {
    guard let wanted = set.dataset.evaluationProtocols.first, let task = set.dataset.task(wanted)
    else {
      preconditionFailure("expected a set with queries, found \(name)")
    }
    self.set = set
    self.task = task
    self.interval = interval
    self.settings = settings
    self.graph = graph
    self.onDamaged = onDamaged
    self.threads = threads
    limits = DecodingLimits(maxPixels: maxPixels, acceptsDamage: onDamaged == .accept)
    label = "\(wanted.validationSetting.rawValue).mAP on \(name)"
  }

  /// Returns whether the network is scored after a step.
  ///
  /// - Parameters:
  ///   - step: from 1.
  ///   - steps: the number of steps in all.
  /// - Returns: whether it is one of those in turn, or the last.
  package func isDue(after step: Int, of steps: Int) -> Bool {
    step.isMultiple(of: interval) || step == steps
  }

  /// Scores the network as it is.
  ///
  /// - Parameters:
  ///   - weights: the network; it computes with its running statistics.
  ///   - learntExponent: that of GeM pooling as it is; nil where it is not learnt.
  /// - Returns: the mean over queries, 0...1; the same bytes whatever the number of threads.
  /// - Throws: `ImageError` for an image that cannot be read, `DatasetError` for a database of which none can,
  ///   `KernelError`, `RetrievalError`, `CancellationError`.
  package func score(
    of weights: NetworkWeights, learntExponent: Float?
  ) async throws -> Double? {
    let extractor = ImageExtractor(
      network: try InferenceNetwork(
        graph, weights: weights, settings: ComputeSettings(precision: settings.precision)),
      settings: settings, threads: threads, limits: limits)
    let pooling = PoolingPlan(
      settings.pooling, settings: settings, learntExponents: learntExponent.map { [$0] })
    func descriptors(
      of items: [ImageItem], skipping: Bool
    ) async throws -> (items: [ImageItem], values: Matrix) {
      let pass: @Sendable (ImageItem, ImageError) -> Void = { _, _ in }
      let tables = try await extractor.descriptors(
        of: items.map(\.contentOnly).unique, poolings: [pooling], onDamaged: skipping ? pass : nil)
      let stored = StoredDescriptors(
        matrix: tables[0].rounded(to: settings.storage), accepted: [])
      return ExtractedDescriptors([stored]).table(of: items)
    }
    let database = try await descriptors(of: set.wholeImages, skipping: onDamaged == .skip)
    guard !database.items.isEmpty else {
      throw DatasetError(
        .inconsistent, path: set.dataset.name, problem: "none of its images could be decoded",
        advice: "Run 'iir dataset verify' to see what is wrong with each.")
    }
    let queries = try await descriptors(of: set.queries, skipping: false)
    let (_, rankings) = try SetDescriptors(
      of: set, wholeItems: database.items, wholeImages: database.values, queries: queries.values
    ).rankings(for: task, by: .plain)
    let result = try evaluate(rankings: rankings, groundTruth: task.groundTruth)
    return result[task.groundTruth.evaluationProtocol.validationSetting]?.meanAveragePrecision
  }
}

extension EvaluationProtocol {
  /// The setting whose mean average precision stands for the protocol; of the revisited one, that of both easy
  /// and hard positives.
  package var validationSetting: EvaluationSetting {
    switch self {
    case .revisited: .medium
    case .classic: .classic
    case .manifest: .manifest
    }
  }
}
