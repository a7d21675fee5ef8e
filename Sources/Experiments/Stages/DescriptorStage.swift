package import DescriptorStore
import Images
import Kernels
import Networks
import Retrieval
import Tensors

/// Turns images into descriptors, shard by shard, through the cache.
package struct DescriptorStage {
  /// Raised when a change of the code changes the descriptors that come out.
  static let version = 1

  /// The images decoded at a time.
  static let imagesPerWindow = 64

  let context: RunContext

  /// Returns the descriptors of images under several poolings, not whitened.
  ///
  /// The network sees each image once, whatever the number of poolings.
  ///
  /// - Parameters:
  ///   - shards: the images, in the order of the rows.
  ///   - weights: the network.
  ///   - settings: how images are prepared; its own pooling and whitening are not looked at.
  ///   - poolings: which poolings are wanted.
  ///   - label: what is extracted, for the observer.
  /// - Returns: one table a pooling, rows in the order of the images.
  /// - Throws: `ImageError` for a file that is damaged or missing, `CacheError`, `KernelError`.
  func descriptors(
    of shards: [ImageShard], weights: StoredWeights, settings: DescriptorSettings,
    poolings: [PoolingName], label: String
  ) async throws -> [PoolingName: DescriptorMatrix] {
    var parts: [PoolingName: [DescriptorMatrix]] = [:]
    var extractor: Extractor?
    for (index, shard) in shards.enumerated() {
      let wanted = poolings.map { pooling in
        PoolingPlan(name: pooling, settings: settings, learntExponent: weights.gemExponent)
      }
      let stage = "describe \(label), shard \(index + 1)"
      var missing: [PoolingPlan] = []
      for plan in wanted {
        if let found = try context.cache.find(
          Self.key(shard, weights.artifact.digest, settings, plan))
        {
          context.observe(.reused(stage: "\(stage), \(plan.name.rawValue)"))
          parts[plan.name, default: []].append(
            try DescriptorFile(decoding: found.bytes, path: found.path).descriptors)
        } else {
          missing.append(plan)
        }
      }
      guard !missing.isEmpty else { continue }
      let active = try extractor ?? Extractor(weights, settings, context)
      extractor = active
      let made = try await context.timed(stage, total: shard.items.count, unit: "images") {
        try await active.descriptors(of: shard.items, poolings: missing)
      }
      for (plan, matrix) in zip(missing, made) {
        let key = Self.key(shard, weights.artifact.digest, settings, plan)
        let file = DescriptorFile(
          descriptors: matrix, provenance: ["key": key.digest, "stage": key.stage])
        try context.cache.publish(
          key: key, fileExtension: "h5", bytes: file.encoded(for: key.digest))
        parts[plan.name, default: []].append(matrix)
      }
    }
    return parts.mapValues(DescriptorMatrix.init(joining:))
  }

  /// Returns the key of one shard under one pooling: all that changes its numbers.
  package static func key(
    _ shard: ImageShard, _ weightsDigest: String, _ settings: DescriptorSettings,
    _ pooling: PoolingPlan
  ) -> ArtifactKey {
    ArtifactKey(
      stage: "descriptors", stageVersion: version,
      fields: [
        "weights": .string(weightsDigest),
        "images": .string(shard.digest),
        "preparation": .string(settings.preparation.description),
        "scales": .array(settings.scales.map(CanonicalJSON.double)),
        "aggregation": .string(pooling.aggregationKeyPart),
        "pooling": .string(pooling.keyPart),
        "precision": "f32",
        "backend": .string(Backend.name),
      ])
  }
}

/// One pooling with its exponent decided.
package struct PoolingPlan: Sendable {
  let name: PoolingName
  let pooling: Pooling
  let aggregation: ScaleAggregation

  package init(name: PoolingName, settings: DescriptorSettings, learntExponent: Float?) {
    self.name = name
    let exponent = learntExponent ?? Float(settings.gemExponent)
    pooling =
      switch name {
      case .spoc: .spoc
      case .mac: .mac
      case .gem: .gem(exponent: exponent)
      }
    aggregation =
      switch settings.aggregation {
      case .mean: .mean
      case .power: .power(exponent: exponent)
      }
  }

  var keyPart: String {
    if case .gem(let exponent) = pooling { "gem \(exponent)" } else { name.rawValue }
  }

  /// The rule for several scales, with its exponent: also poolings without one depend on it.
  var aggregationKeyPart: String {
    if case .power(let exponent) = aggregation { "power \(exponent)" } else { "mean" }
  }
}

/// A network with what feeds it: decodes, prepares, runs and pools.
private struct Extractor {
  let network: InferenceNetwork
  let settings: DescriptorSettings
  let context: RunContext

  init(_ weights: StoredWeights, _ settings: DescriptorSettings, _ context: RunContext) throws {
    network = try InferenceNetwork(weights.graph, weights: weights.weights())
    self.settings = settings
    self.context = context
  }

  /// Returns one table of descriptors a pooling, rows in the order of the images.
  func descriptors(
    of items: [ImageItem], poolings: [PoolingPlan]
  ) async throws -> [DescriptorMatrix] {
    var rows = poolings.map { _ in [[Float]](repeating: [], count: items.count) }
    for first in stride(from: 0, to: items.count, by: DescriptorStage.imagesPerWindow) {
      let window = first..<min(first + DescriptorStage.imagesPerWindow, items.count)
      let preparation = settings.preparation
      let images = try await mapConcurrently(Array(items[window]), width: context.threads) {
        try preparation.prepared($0)
      }
      let groups = Dictionary(grouping: images.indices) {
        [images[$0].height, images[$0].width]
      }
      for (_, members) in groups.sorted(by: { $0.value[0] < $1.value[0] }) {
        try Task.checkCancellation()
        let pooled = try describe(members.map { images[$0] }, poolings)
        for (plan, matrix) in pooled.enumerated() {
          for (row, member) in members.enumerated() {
            rows[plan][first + member] = Array(matrix.row(row))
          }
        }
        context.observe(.advanced(by: members.count))
      }
    }
    return rows.map { rows in
      DescriptorMatrix(
        names: items.map(\.name),
        values: Matrix(
          rows: rows.count, columns: rows.first?.count ?? 0, elements: rows.flatMap(\.self)))
    }
  }

  /// Returns the descriptors of images of one size, one matrix a pooling.
  private func describe(
    _ images: [PixelImage], _ poolings: [PoolingPlan]
  ) throws -> [Matrix] {
    let pixels = Tensor(normalizing: images)
    var scales = poolings.map { _ in [Matrix]() }
    for scale in settings.scales {
      let input = scale == 1 ? pixels : interpolate(pixels, scale: scale)
      let features = try network.features(of: input)
      for (plan, pooling) in poolings.enumerated() {
        scales[plan].append(l2Normalize(pooling.pooling(features)))
      }
    }
    return zip(poolings, scales).map { plan, matrices in
      matrices.count == 1 ? matrices[0] : plan.aggregation(matrices)
    }
  }
}
