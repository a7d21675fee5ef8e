import Arrays
package import DescriptorStore
import Images
package import JSON
package import Kernels
import Networks
import Retrieval
package import Specs
import Tensors

/// Turns images into descriptors, shard by shard, through the cache.
package struct DescriptorStage {
  /// Raised when a change of the code changes the descriptors that come out.
  static let version = 2

  let context: RunContext

  /// What becomes of images that cannot be decoded.
  var onDamaged = DamagedImagePolicy.fail

  /// Whether every image must have a descriptor, also where damaged ones are skipped.
  var needsAll = false

  /// Whether images without a descriptor are passed over.
  private var skips: Bool { onDamaged == .skip && !needsAll }

  /// What one file may cost.
  var limits: DecodingLimits {
    DecodingLimits(maxPixels: context.maxPixels, acceptsDamage: onDamaged == .accept)
  }

  /// Returns the descriptors of images under several poolings, not whitened.
  ///
  /// The network sees each image once, whatever the number of poolings.
  ///
  /// - Parameters:
  ///   - shards: the images, in the order of the rows.
  ///   - weights: the network.
  ///   - settings: how images are prepared; its own pooling and whitening are not looked at.
  ///   - poolings: which poolings are wanted.
  ///   - known: what the same network has made of images under the same settings.
  ///   - label: what is extracted, for the observer.
  /// - Returns: one table a pooling, rows in the order of the images.
  /// - Throws: `ImageError` for a file that is missing, or damaged where that is to fail;
  ///   `CacheError`, `KernelError`.
  func descriptors(
    of shards: [ImageShard], weights: StoredWeights, settings: DescriptorSettings,
    poolings: [PoolingName], reusing known: ReusableRows, label: String
  ) async throws -> DescribedList {
    try await descriptors(
      of: shards, by: NetworkDescriber(weights, settings, poolings, stage: self),
      poolings: poolings, storage: settings.storage ?? .float32, reusing: known, label: label)
  }

  /// Returns the descriptors of images, each reduced to 8×8 pixels.
  ///
  /// - Parameters:
  ///   - shards: the images, in the order of the rows.
  ///   - settings: how images are read.
  ///   - known: what has been made of images under the same settings.
  ///   - label: what is extracted, for the observer.
  /// - Returns: one table, rows in the order of the images.
  /// - Throws: `ImageError` for a file that is missing, or damaged where that is to fail; `CacheError`.
  func pixels(
    of shards: [ImageShard], settings: DescriptorSettings, reusing known: ReusableRows,
    label: String
  ) async throws -> DescribedList {
    try await descriptors(
      of: shards, by: PixelDescriber(settings, stage: self), poolings: [settings.pooling],
      storage: .float32, reusing: known, label: label)
  }

  private func descriptors(
    of shards: [ImageShard], by describer: any ImageDescriber, poolings: [PoolingName],
    storage: FloatStorage, reusing known: ReusableRows, label: String
  ) async throws -> DescribedList {
    var list = DescribedList()
    for (index, shard) in shards.enumerated() {
      let stage = "describe \(label), shard \(index + 1)"
      var tables: [PoolingName: StoredDescriptors] = [:]
      for pooling in poolings {
        tables[pooling] = try find(
          describer.key(of: shard, pooling), shard, "\(stage), \(pooling.rawValue)")
      }
      let missing = poolings.filter { tables[$0] == nil }
      if !missing.isEmpty {
        let made = try await describe(shard, missing, by: describer, reusing: known, stage: stage)
        for (pooling, matrix) in zip(missing, made.tables) {
          let kept = storage == .float16 ? matrix.roundedToFloat16 : matrix
          tables[pooling] = StoredDescriptors(
            matrix: kept, accepted: made.accepted,
            digest: try publish(
              kept, accepted: made.accepted, under: describer.key(of: shard, pooling), as: storage))
        }
      }
      guard let first = tables[poolings[0]] else { continue }
      list.append(shard.items(named: first.matrix.names), tables)
    }
    return list
  }

  /// Returns the table of a key from the cache, or nil when it is not there.
  ///
  /// An entry that was made while damaged images were skipped serves only those who skip them too.
  private func find(
    _ key: ArtifactKey, _ shard: ImageShard, _ stage: String
  ) throws -> StoredDescriptors? {
    guard let found = try context.cache.find(key) else { return nil }
    let file = try DescriptorFile(decoding: found.bytes, path: found.path)
    let table = file.descriptors
    guard skips || table.names.count == shard.items.count else { return nil }
    context.observe(.reused(stage: stage))
    return StoredDescriptors(
      matrix: table, accepted: try AcceptedDamage.names(in: file.provenance),
      digest: found.record.digest)
  }

  /// Keeps a table in the cache, and returns the SHA-256 of its file.
  private func publish(
    _ matrix: DescriptorMatrix, accepted: [String], under key: ArtifactKey,
    as storage: FloatStorage
  ) throws -> String {
    let provenance = ["key": key.digest, "stage": key.stage]
      .merging(AcceptedDamage.provenance(accepted)) { first, _ in first }
    let file = DescriptorFile(descriptors: matrix, provenance: provenance)
    return try context.cache.publish(
      key: key, fileExtension: "h5", bytes: file.encoded(for: key.digest, as: storage)
    ).record.digest
  }

  /// Returns the tables of a shard, and the names of its images whose damage was accepted; images
  /// whose descriptors are known are not looked at again.
  private func describe(
    _ shard: ImageShard, _ poolings: [PoolingName], by describer: any ImageDescriber,
    reusing known: ReusableRows, stage: String
  ) async throws -> (tables: [DescriptorMatrix], accepted: [String]) {
    let new = shard.items.filter { item in
      poolings.contains { known.row(of: item, $0) == nil }
    }
    let observe = context.observe
    let report: @Sendable (ImageItem, ImageError) -> Void = { _, error in
      observe(.notice("\(error)"))
    }
    let damage = AcceptedDamage(observe: observe)
    var made: [DescriptorMatrix] = []
    if !new.isEmpty {
      made = try await context.timed(stage, total: new.count, unit: "images") {
        try await describer.descriptors(
          of: new, poolings,
          DescriptionReports(
            onFinish: { observe(.advanced(by: $0)) }, onDamaged: skips ? report : nil,
            onAccepted: damage.note))
      }
    }
    let isNew = Set(new)
    let accepted = shard.items.filter {
      isNew.contains($0) ? damage.holds($0) : known.isAccepted($0)
    }.map(\.name)
    guard new.count < shard.items.count else { return (made, accepted) }
    let tables = poolings.enumerated().map { index, pooling in
      Self.merge(shard, known, pooling, with: made.isEmpty ? nil : made[index], of: new)
    }
    return (tables, accepted)
  }

  /// Returns a shard's table from rows that were known and rows that were made just now.
  private static func merge(
    _ shard: ImageShard, _ known: ReusableRows, _ pooling: PoolingName,
    with made: DescriptorMatrix?, of new: [ImageItem]
  ) -> DescriptorMatrix {
    var names: [String] = []
    var elements: [Float] = []
    var next = 0
    let isNew = Set(new)
    for item in shard.items {
      if isNew.contains(item) {
        // Rows stand in the order of the images; a damaged one has none.
        guard let made, next < made.names.count, made.names[next] == item.name else { continue }
        elements += made.values.row(next)
        next += 1
      } else if let row = known.row(of: item, pooling) {
        elements += row
      }
      names.append(item.name)
    }
    return DescriptorMatrix(
      names: names,
      values: Matrix(
        rows: names.count, columns: names.isEmpty ? 0 : elements.count / names.count,
        elements: elements))
  }

  /// Returns whether the descriptors of a shard are in the cache.
  func holds(
    _ shard: ImageShard, weights: StoredWeights, settings: DescriptorSettings,
    pooling: PoolingName
  ) -> Bool {
    let plan = PoolingPlan(
      name: pooling, settings: settings, learntExponents: weights.gemExponents)
    return context.cache.lists(key(shard, weights.digest, settings, plan))
  }

  /// Returns whether the reduced pixels of a shard are in the cache.
  func holdsPixels(_ shard: ImageShard, settings: DescriptorSettings) -> Bool {
    context.cache.lists(
      PixelDescriber(settings, stage: self).key(of: shard, settings.pooling))
  }

  /// Returns what runs a network over images.
  func extractor(
    _ weights: StoredWeights, _ settings: DescriptorSettings
  ) throws -> ImageExtractor {
    let network = try InferenceNetwork(
      weights.graph, weights: weights.weights(),
      settings: ComputeSettings(
        precision: settings.precision.precision, numerics: context.numerics))
    return ImageExtractor(
      network: network, settings: settings, threads: context.threads, limits: limits)
  }

  /// Returns the key of one shard under one pooling, computed as this stage does.
  func key(
    _ shard: ImageShard, _ weightsDigest: String, _ settings: DescriptorSettings,
    _ pooling: PoolingPlan
  ) -> ArtifactKey {
    Self.key(
      shard, weightsDigest, settings, pooling, numerics: context.numerics, damageKeyParts)
  }

  /// What a key says of damaged images; nothing where the first one ends the run.
  var damageKeyParts: [String: CanonicalJSON] {
    var parts: [String: CanonicalJSON] = [:]
    if onDamaged == .accept { parts["onDamaged"] = .string(onDamaged.rawValue) }
    // A larger limit changes no descriptor, but which images have one where some are skipped.
    if onDamaged == .skip, limits.maxPixels != DecodingLimits().maxPixels {
      parts["maxPixels"] = .integer(limits.maxPixels)
    }
    return parts
  }

  /// Returns the key of one shard under one pooling: all that changes its numbers.
  package static func key(
    _ shard: ImageShard, _ weightsDigest: String, _ settings: DescriptorSettings,
    _ pooling: PoolingPlan, numerics: Numerics, _ own: [String: CanonicalJSON] = [:]
  ) -> ArtifactKey {
    var fields: [String: CanonicalJSON] = [
      "weights": .string(weightsDigest),
      "images": .string(shard.digest),
      "preparation": .string(settings.preparationKeyPart),
      "scales": .array(settings.scales.map(CanonicalJSON.double)),
      "aggregation": .string(pooling.aggregationKeyPart),
      "pooling": .string(pooling.keyPart),
      "precision": .string(settings.precision.rawValue),
      "backend": .string(Backend.networks(settings.precision == .float32 ? numerics : .fast)),
    ]
    fields["storage"] = settings.storage.map { .string($0.rawValue) }
    return ArtifactKey(
      stage: "descriptors", stageVersion: version, fields: fields.merging(own) { _, new in new })
  }
}

extension DescriptorMatrix {
  /// The same descriptors, each number rounded to float16.
  fileprivate var roundedToFloat16: DescriptorMatrix {
    DescriptorMatrix(
      names: names, values: DescriptorValues.float16(HalfMatrix(rounding: values)).widened())
  }
}
