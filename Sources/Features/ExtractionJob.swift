import Arrays
import Datasets
import DescriptorStore
import Evaluation
public import Extraction
import Files
import Images
import JSON
import Kernels
import Networks
public import Pipeline
import Records
import Retrieval
import Specs
import Steps
import Tensors

/// Extracts descriptors of images of the user's with a network of the user's, and writes them.
public struct ExtractionJob {
  private let options: ExtractionOptions
  private let context: RunContext

  /// Opens the cache, and checks that the output can be written before anything is computed.
  ///
  /// - Parameters:
  ///   - options: what to extract, and how.
  ///   - running: the cache and the threads.
  ///   - observe: told how it goes; called on any thread.
  /// - Throws: `FileError` for an output that is not a regular file or has no folder; `CacheError`.
  public init(
    _ options: ExtractionOptions, running: RunOptions, observe: @escaping RunObserver
  ) throws {
    for path in [options.output, options.namesOutput].compactMap(\.self) {
      try AtomicFile.checkTarget(path)
    }
    self.options = options
    context = try RunContext(running, observe: observe)
  }

  /// What was written.
  public struct Summary: Sendable, Equatable, Encodable {
    /// The number of rows.
    public let rows: Int

    /// The length of one descriptor.
    public let dimension: Int

    /// The names of the images that were left out, in the order of the list.
    public let skipped: [String]

    /// The names of the images whose damage was accepted, in the order of the list.
    public let accepted: [String]

    /// The number of image files that state an orientation in EXIF which was not applied.
    public let orientedCount: Int
  }

  /// Extracts the descriptors of the images that the cache does not know yet, and replaces the output.
  ///
  /// Rows stand in the order of the images. Equal images, weights and settings make equal bytes,
  /// whatever the size of a shard.
  ///
  /// - Returns: what was written.
  /// - Throws: `ImageError` for an image that is missing, or damaged where that is to fail;
  ///   `CheckpointError` for weights that cannot be used; `InputFileError` for a whitening of other
  ///   descriptors, when no image is left or a descriptor is not finite; `CheckpointError`,
  ///   `CacheError`, `FileError`, `KernelError`.
  public func run() async throws -> Summary {
    let network = try ExtractionWeights(
      reading: options.weights, below: options.prefix, for: options.network)
    if let note = network.choiceNote { context.observe(.notice(note)) }
    for whitening in network.whitenings {
      context.observe(
        .notice("warning: \(options.weights) holds a whitening (\(whitening)); it is not applied"))
    }
    let whitening = try options.whitening.map {
      try ExtractionWhitening(
        reading: $0,
        dimension: options.settings.pooling.dimension(channels: network.graph.featureChannels))
    }
    if let ratio = whitening?.projection.lengthRatio, ratio > 1000 {
      context.observe(
        .notice(
          "warning: the whitening scales one direction \(Int(ratio)) times as much as another; make "
            + "sure that it was fitted to more images, or pairs, than it has directions"))
    }
    let items = try await hashedImages()
    let orientedCount = try await orientedCount(among: items)
    var plan = Plan()
    let steps = try plan.addExtraction(of: items, by: network, options, context)
    let executor = LocalExecutor(context, importing: [steps.weights: network.stored])
    try await executor.execute(plan, for: steps.descriptors)
    let shards = try await executor.descriptors(of: steps.descriptors, of: plan)
    return try write(
      items, ExtractedDescriptors(shards), whitening, provenance: provenance(of: network),
      orientedCount: orientedCount)
  }

  /// What the output says of where its descriptors come from.
  private func provenance(of network: ExtractionWeights) -> [String: String] {
    let settings = options.settings
    let pooling = PoolingPlan(
      settings.pooling, settings: settings,
      learntExponents: options.gemExponent.map { [Float($0)] } ?? network.gemExponents)
    var provenance = [
      "aggregation": pooling.aggregationKeyPart,
      "architecture": network.architecture.name.rawValue,
      "backend": Backend.networks(settings.precision),
      "pooling": pooling.keyPart,
      "precision": settings.precision.rawValue,
      "preparation": settings.preparationKeyPart,
      "scales": settings.scales.map { "\($0)" }.joined(separator: ","),
      "tool": "iir \(ToolVersion.current)",
      "weights": network.fileDigest,
    ]
    if let prefix = network.chosenPrefix { provenance["prefix"] = prefix }
    if let width = network.architecture.width { provenance["width"] = "\(width)" }
    if let conventions = network.architecture.conventions {
      provenance["conventions"] = conventions.rawValue
    }
    if let pixels = network.architecture.pixels { provenance["pixels"] = pixels.rawValue }
    return provenance
  }

  /// Reads the digest of every image.
  private func hashedImages() async throws -> [ImageItem] {
    do {
      return try await .hashing(options.images, threads: context.threads)
    } catch let error as FileError {
      throw ImageError.unreadable(path: error.path, reason: error.explanation)
    }
  }

  /// Returns how many images would have to be turned and are not, and says so.
  private func orientedCount(among items: [ImageItem]) async throws -> Int {
    guard options.settings.orientation == .ignore else { return 0 }
    let paths = Set(items.map(\.path)).sorted()
    let count = try await ImageOrientation.countTurned(paths, threads: context.threads)
    if count > 0 {
      context.observe(
        .notice(
          "\(count) of \(paths.count) images state in EXIF that they are to be turned; they are taken "
            + "as stored, as boxes count. --orientation apply turns them."))
    }
    return count
  }

  private func write(
    _ items: [ImageItem], _ extracted: ExtractedDescriptors, _ whitening: ExtractionWhitening?,
    provenance: [String: String], orientedCount: Int
  ) throws -> Summary {
    let kept = items.filter { extracted.row(of: $0) != nil }
    let skipped = items.filter { extracted.row(of: $0) == nil }.map(\.name)
    for name in skipped { context.observe(.notice("left out: \(name)")) }
    guard !kept.isEmpty else {
      throw InputFileError(
        path: skipped.first ?? options.output, problem: "no image is left: all are damaged",
        advice: "Check the files; an extraction that fails on damage names the first reason.")
    }
    var elements: [Float] = []
    for item in kept {
      let row = extracted.row(of: item) ?? []
      guard row.allSatisfy(\.isFinite) else {
        throw InputFileError(
          path: options.weights, problem: "the descriptor of \(item.name) is not finite",
          advice: "Check that the weights are those of the architecture, and not damaged.")
      }
      elements += row
    }
    var values = Matrix(
      rows: kept.count, columns: elements.count / kept.count, elements: elements)
    if let whitening { values = whitening.projection(values) }
    var provenance = provenance
    provenance["whitening"] = whitening?.digest ?? "none"
    if !skipped.isEmpty {
      provenance["skipped"] = CanonicalJSON.array(skipped.map(CanonicalJSON.string)).compact
    }
    let accepted = kept.filter { extracted.isAccepted($0) }.map(\.name)
    provenance.merge(AcceptedDamage.provenance(accepted)) { first, _ in first }
    try write(DescriptorMatrix(names: kept.map(\.name), values: values), provenance)
    return Summary(
      rows: values.rows, dimension: values.columns, skipped: skipped, accepted: accepted,
      orientedCount: orientedCount)
  }

  /// Replaces the output, and its list of names where it cannot hold them.
  private func write(
    _ descriptors: DescriptorMatrix, _ provenance: [String: String]
  ) throws {
    if let namesOutput = options.namesOutput {
      if let name = descriptors.names.first(where: { $0.contains(where: \.isNewline) }) {
        throw InputFileError(
          path: namesOutput, problem: "the name \(name.debugDescription) holds a line break",
          advice: "Rename the image, or write HDF5.")
      }
      let names = descriptors.names.map { $0 + "\n" }.joined()
      try AtomicFile.write([
        (Array(names.utf8), namesOutput),
        (NumPyFile.encoded(descriptors.values, as: options.storage), options.output),
      ])
    } else {
      let bytes = try DescriptorFile(descriptors: descriptors, provenance: provenance)
        .encoded(for: options.output, as: options.storage)
      try AtomicFile.write(bytes, to: options.output)
    }
  }
}

extension Plan {
  /// Adds the extraction of a list of images by a network of a file.
  ///
  /// - Parameters:
  ///   - items: the images; may repeat.
  ///   - network: the network.
  ///   - options: how images become descriptors.
  ///   - context: how is computed.
  /// - Returns: the step of the weights, and those of all shards, in order.
  /// - Throws: what encoding the settings throws.
  fileprivate mutating func addExtraction(
    of items: [ImageItem], by network: ExtractionWeights, _ options: ExtractionOptions,
    _ context: RunContext
  ) throws -> (weights: Step.ID, descriptors: [Step.ID]) {
    let weights = try add(
      .weights(
        WeightsWork(
          model: options.weights, architecture: network.stored.architecture, seed: 0,
          source: .file(
            WeightsFileSettings {
              $0.file = options.weights
              $0.prefix = options.prefix
            },
            WeightsWork.FileContent(network.stored)))),
      label: "read \(options.weights)")
    let shards = ImageList(files: items, label: "images").shards(size: options.shardSize)
    let descriptors = try shards.enumerated().map { number, shard in
      try add(
        .descriptors(
          DescriptorsWork(
            shard: shard, weights: weights, settings: options.settings,
            pooling: options.settings.pooling, fixedExponent: options.gemExponent,
            onDamaged: options.onDamaged, maxPixels: options.maxPixels)),
        label: "extract, shard \(number + 1) of \(shards.count)")
    }
    return (weights, descriptors)
  }
}
