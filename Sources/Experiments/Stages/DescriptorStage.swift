package import DescriptorStore
import Images
import Kernels
import Networks
import Retrieval
import Tensors

/// Turns images into descriptors, shard by shard, through the cache.
package struct DescriptorStage {
  /// Raised when a change of the code changes the descriptors that come out.
  static let version = 2

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
    var extractor: ImageExtractor?
    for (index, shard) in shards.enumerated() {
      let wanted = poolings.map { pooling in
        PoolingPlan(name: pooling, settings: settings, learntExponent: weights.gemExponent)
      }
      let stage = "describe \(label), shard \(index + 1)"
      var missing: [PoolingPlan] = []
      for plan in wanted {
        if let found = try context.cache.find(
          Self.key(shard, weights.digest, settings, plan))
        {
          context.observe(.reused(stage: "\(stage), \(plan.name.rawValue)"))
          parts[plan.name, default: []].append(
            try DescriptorFile(decoding: found.bytes, path: found.path).descriptors)
        } else {
          missing.append(plan)
        }
      }
      guard !missing.isEmpty else { continue }
      let active = try extractor ?? self.extractor(weights, settings)
      extractor = active
      let made = try await context.timed(stage, total: shard.items.count, unit: "images") {
        try await active.descriptors(of: shard.items, poolings: missing) {
          context.observe(.advanced(by: $0))
        }
      }
      for (plan, matrix) in zip(missing, made) {
        let key = Self.key(shard, weights.digest, settings, plan)
        let file = DescriptorFile(
          descriptors: matrix, provenance: ["key": key.digest, "stage": key.stage])
        try context.cache.publish(
          key: key, fileExtension: "h5", bytes: file.encoded(for: key.digest))
        parts[plan.name, default: []].append(matrix)
      }
    }
    return parts.mapValues(DescriptorMatrix.init(joining:))
  }

  /// Returns whether the descriptors of a shard are in the cache.
  func holds(
    _ shard: ImageShard, weights: StoredWeights, settings: DescriptorSettings,
    pooling: PoolingName
  ) -> Bool {
    let plan = PoolingPlan(
      name: pooling, settings: settings, learntExponent: weights.gemExponent)
    return context.cache.lists(Self.key(shard, weights.digest, settings, plan))
  }

  private func extractor(
    _ weights: StoredWeights, _ settings: DescriptorSettings
  ) throws -> ImageExtractor {
    let network = try InferenceNetwork(
      weights.graph, weights: weights.weights(),
      settings: ComputeSettings(precision: settings.precision.precision))
    return ImageExtractor(network: network, settings: settings, threads: context.threads)
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
        "precision": .string(settings.precision.rawValue),
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
