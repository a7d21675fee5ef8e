import DescriptorStore
import Images
import JSON
import Kernels
import Networks
import Specs
import Synchronization
import Tensors

/// Brings images to descriptors, shard by shard, through the cache.
struct ExtractionStage {
  let context: RunContext
  let network: ExtractionWeights
  let settings: DescriptorSettings
  let plan: PoolingPlan
  let limits: DecodingLimits
  let onDamaged: DamagedImagePolicy

  /// Returns the descriptors of images; each content is described once.
  ///
  /// - Parameters:
  ///   - items: the images, named by their content; may repeat.
  ///   - shardSize: the number of different images of one cache entry.
  /// - Returns: the descriptors; damaged images have none where they are skipped.
  /// - Throws: `ImageError` for an image that is missing, or damaged where that is to fail;
  ///   `CacheError`, `KernelError`.
  func descriptors(of items: [ImageItem], shardSize: Int) async throws -> DescribedImages {
    var seen: Set<String> = []
    let different = items.filter { seen.insert($0.name).inserted }
    let starts = Array(stride(from: 0, to: different.count, by: shardSize))
    let source = ExtractorSource(self)
    var described = DescribedImages()
    for (number, start) in starts.enumerated() {
      let shard = ImageShard(Array(different[start..<min(start + shardSize, different.count)]))
      let part = try await table(
        of: shard, from: source, label: "extract, shard \(number + 1) of \(starts.count)")
      described.add(part.descriptors, accepted: part.accepted)
    }
    return described
  }

  /// Returns the table of one shard, from the cache if it is there.
  ///
  /// An entry holds the images that could be described. Where damage is to fail, an entry that lacks
  /// some serves to find the first of them at once.
  private func table(
    of shard: ImageShard, from source: ExtractorSource, label: String
  ) async throws -> ShardDescriptors {
    let key = key(of: shard)
    let artifact = try await context.artifact(key, fileExtension: "h5", stage: label) {
      try Self.encoded(await describe(shard, source, label: label), under: key)
    }
    let table = try Self.table(in: artifact, under: key)
    let isShort = table.descriptors.names.count < shard.items.count
    guard onDamaged == .fail, isShort else { return table }
    try requireDecodable(shard.items.filter { !table.descriptors.names.contains($0.name) }, source)
    // Only where a codec was replaced can what was damaged be whole now.
    return try await describe(shard, source, label: label)
  }

  // The two ways through HDF5 are functions of their own because the optimiser of Swift 6.3 ends with
  // a fault when it puts them into the asynchronous function above.
  @inline(never)
  private static func encoded(
    _ table: ShardDescriptors, under key: ArtifactKey
  ) throws -> [UInt8] {
    let provenance = ["key": key.digest, "stage": key.stage]
      .merging(AcceptedDamage.provenance(table.accepted)) { first, _ in first }
    return try DescriptorFile(descriptors: table.descriptors, provenance: provenance)
      .encoded(for: key.digest)
  }

  @inline(never)
  private static func table(
    in artifact: StoredArtifact, under key: ArtifactKey
  ) throws -> ShardDescriptors {
    let file = try DescriptorFile(decoding: artifact.bytes, path: key.digest)
    return ShardDescriptors(
      descriptors: file.descriptors, accepted: try AcceptedDamage.names(in: file.provenance))
  }

  private func requireDecodable(_ items: [ImageItem], _ source: ExtractorSource) throws {
    let extractor = try source.extractor()
    for item in items { _ = try extractor.pixels(of: item) }
  }

  private func describe(
    _ shard: ImageShard, _ source: ExtractorSource, label: String
  ) async throws -> ShardDescriptors {
    let extractor = try source.extractor()
    let observe = context.observe
    let report: @Sendable (ImageItem, ImageError) -> Void = { _, error in
      observe(.notice("\(error)"))
    }
    let damage = AcceptedDamage(observe: observe)
    let table = try await context.timed(label, total: shard.items.count, unit: "images") {
      try await extractor.descriptors(
        of: shard.items, poolings: [plan], onFinish: { observe(.advanced(by: $0)) },
        onDamaged: onDamaged == .skip ? report : nil, onAccepted: damage.note)[0]
    }
    return ShardDescriptors(
      descriptors: table, accepted: shard.items.filter(damage.holds).map(\.name))
  }

  /// Returns the key of one shard: all that changes its numbers.
  private func key(of shard: ImageShard) -> ArtifactKey {
    let stage = DescriptorStage(
      context: context, onDamaged: onDamaged == .accept ? .accept : .fail)
    let key = stage.key(shard, network.digest, settings, plan)
    let own: [String: CanonicalJSON] = [
      "architecture": .string(network.architecture.rawValue),
      // Which images are refused depends on it.
      "maxPixels": .integer(limits.maxPixels),
    ]
    return ArtifactKey(
      stage: key.stage, stageVersion: key.stageVersion,
      fields: key.fields.merging(own) { _, new in new })
  }

  /// What the output says of where its descriptors come from.
  var provenance: [String: String] {
    var provenance = [
      "aggregation": plan.aggregationKeyPart,
      "architecture": network.architecture.rawValue,
      "backend": Backend.networks(settings.precision == .float32 ? context.numerics : .fast),
      "pooling": plan.keyPart,
      "precision": settings.precision.rawValue,
      "preparation": settings.preparationKeyPart,
      "scales": settings.scales.map { "\($0)" }.joined(separator: ","),
      "tool": "iir \(ToolVersion.current)",
      "weights": network.fileDigest,
    ]
    if let prefix = network.chosenPrefix { provenance["prefix"] = prefix }
    if let width = network.width { provenance["width"] = "\(width)" }
    return provenance
  }
}

/// Makes the extractor when the first shard needs it; a run that finds all in the cache needs none.
private final class ExtractorSource: Sendable {
  private let stage: ExtractionStage
  private let made = Mutex<ImageExtractor?>(nil)

  init(_ stage: ExtractionStage) {
    self.stage = stage
  }

  func extractor() throws -> ImageExtractor {
    try made.withLock { made in
      if let made { return made }
      let network = try InferenceNetwork(
        stage.network.graph, weights: stage.network.weights,
        settings: ComputeSettings(
          precision: stage.settings.precision.precision, numerics: stage.context.numerics))
      let extractor = ImageExtractor(
        network: network, settings: stage.settings, threads: stage.context.threads,
        limits: stage.limits)
      made = extractor
      return extractor
    }
  }
}

/// The descriptors of a shard, and the names of the images whose damage was accepted.
private struct ShardDescriptors {
  let descriptors: DescriptorMatrix
  let accepted: [String]
}

/// Descriptors of images, found by the images' names.
struct DescribedImages {
  private var tables: [DescriptorMatrix] = []
  private var places: [String: (table: Int, row: Int)] = [:]
  private var accepted: Set<String> = []

  /// Takes in a table, and the names of the images whose damage was accepted.
  mutating func add(_ table: DescriptorMatrix, accepted names: [String]) {
    accepted.formUnion(names)
    for (row, name) in table.names.enumerated() { places[name] = (tables.count, row) }
    tables.append(table)
  }

  /// Returns whether the damage of an image was accepted.
  func isAccepted(_ item: ImageItem) -> Bool { accepted.contains(item.name) }

  /// Returns the descriptor of an image, or nil when it has none.
  func row(of item: ImageItem) -> ArraySlice<Float>? {
    places[item.name].map { tables[$0.table].values.row($0.row) }
  }
}
