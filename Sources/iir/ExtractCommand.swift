import ArgumentParser
import Arrays
import Datasets
import DescriptorStore
import Extraction
import Features
import Foundation
import Images
import Networks
import Projects
import Retrieval
import Specs

/// `iir extract`: extracts descriptors of the user's images with the user's network.
struct ExtractCommand: AsyncParsableCommand, WritingCommand {
  static let configuration = CommandConfiguration(
    commandName: "extract",
    abstract: "Extracts the descriptors of images with a network.",
    discussion: """
      Each value of --images is what it turns out to be: a list of one path a line, relative to its \
      folder; a folder, for all images in it, named by their paths below it; a picture, as of \
      photos/*.jpg, named as given; or - for a list on standard input, relative to the working \
      directory. The manifest is CSV with the columns path and instance, and optionally split, x1, y1, \
      x2, y2; an image with several boxes has a line for each, and its rows are called \
      path#x1,y1,x2,y2. The output is HDF5 and holds /descriptors \
      (float32 or float16, images × dimensions, of unit length), /names (each line or path as written, in that order) and \
      attributes that say how they were made; equal inputs give equal bytes. An output that ends in .npy \
      is NumPy's format instead, and the names stand beside it in a .txt, one a line. Finished shards are \
      kept in the cache, so a killed extraction goes on from there. With --on-damaged skip, files \
      that cannot be decoded, or are too large or too small, get no row; they are listed on standard \
      error and in the attribute "skipped". With --on-damaged accept, the pixels that libjpeg makes up \
      for a damaged JPEG are taken, and the file is listed in the attribute "accepted"; what no decoder \
      makes a picture of is an error. A missing file is always an error.
      """)

  @Option(help: "The network.")
  var architecture: Architecture

  @Option(help: "The file of the network's weights: of torch.save, or safetensors.")
  var weights: PathArgument

  @OptionGroup var choice: NetworkChoice

  @Option(
    help: "The channels of a residual network's first stage; those of the weights unless given.")
  var width: Int?

  @Option(
    help: """
      Whose code a vision transformer is computed as: what the weights tell, or else dino on patches of 16 \
      pixels and dinov2 on such of 14.
      """)
  var conventions: VisionTransformer.Conventions?

  @Option(help: "What a vision transformer takes pixels normalised with; imagenet unless given.")
  var pixels: TokenEmbedding.PixelStatistics?

  @Option(
    parsing: .upToNextOption,
    help:
      "Images: lists of one path a line, folders, picture files; - for a list on standard input.")
  var images: [PathArgument] = []

  @Option(help: "A table of images; its boxes are cropped by the rule of --crop.")
  var manifest: PathArgument?

  @Option(
    help:
      "The rows of the manifest to extract: those of this split, query and database by any word for it; all unless given."
  )
  var split: String?

  @Option(name: .customLong("out"), help: "The file to write: HDF5, or NumPy's for .npy.")
  var output: PathArgument

  @Option(help: "How numbers are kept: f16 takes half the room.")
  var storage: FloatStorage = .float32

  @OptionGroup var descriptor: DescriptorOptions

  @Option(help: "A whitening to project by last: a file that iir run --export wrote.")
  var whitening: PathArgument?

  @OptionGroup var limit: PixelLimitOption

  @Option(help: "What to do about images that cannot be decoded.")
  var onDamaged: DamagedImagePolicy = .fail

  @Option(help: "The images of one entry of the cache: what a killed extraction loses at most.")
  var shard = 512

  @Option(
    name: .customLong("cache"),
    help:
      "The folder in which finished shards are kept. (default: IIR_CACHE, iir.json, Cache)")
  var statedCache: PathArgument?

  /// The folder in which finished shards are kept.
  private var cache: PathArgument { get throws { try .folder(.cache, statedCache) } }

  @Flag(help: "Print what was written as JSON.")
  var json = false

  @OptionGroup var running: RunningOptions

  func validate() throws {
    guard images.isEmpty != (manifest == nil) else {
      throw ValidationError("Give either --images or --manifest.")
    }
    guard split == nil || manifest != nil else {
      throw ValidationError("--split chooses rows of a --manifest.")
    }
    guard shard >= 1 else { throw ValidationError("--shard is \(shard); give at least 1.") }
    if let width {
      guard architecture.standardWidth != nil else {
        throw ValidationError("\(architecture.rawValue) has one width only; leave out --width.")
      }
      guard (1...1024).contains(width) else {
        throw ValidationError("--width is \(width); give 1 to 1024.")
      }
    }
    let pooling = descriptor.pooling
    if let reason = pooling.misfit(hasClassToken: architecture.hasClassToken) {
      throw ValidationError(
        "\(architecture.rawValue) \(reason); --pooling \(pooling.rawValue) is not for it.")
    }
    guard architecture.hasClassToken || conventions == nil && pixels == nil else {
      throw ValidationError(
        "\(architecture.rawValue) is no vision transformer; leave out --conventions and --pixels.")
    }
    for output in [output, names].compactMap(\.self) {
      try requireDistinct(
        output, from: [weights] + images + [manifest, whitening].compactMap(\.self))
    }
  }

  /// The file of the names, where the descriptors do not hold them.
  private var names: PathArgument? {
    ExtractionOptions.namesOutput(beside: output.path).flatMap(PathArgument.init(argument:))
  }

  func writtenPaths() throws -> [WrittenPath] {
    let descriptors = WrittenPath.file(output.path, option: "--out", ending: [.hdf5, .numPy])
    let names = names.map { [WrittenPath.file($0.path, option: "--out")] } ?? []
    return [descriptors] + names + [.cache(try cache)]
  }

  func run() async throws {
    let running = try running.runOptions(cache: cache)
    let display = ProgressDisplay(isQuiet: self.running.quiet)
    let records = try records(display)
    try checkNames(of: records)
    var options = ExtractionOptions(
      images: records, architecture: architecture, width: width, weights: weights.path,
      prefix: choice.prefix?.text, settings: descriptor.settings,
      gemExponent: descriptor.gemExponent, whitening: whitening?.path,
      maxPixels: limit.maxPixels, shardSize: shard, onDamaged: onDamaged,
      output: output.path, storage: storage)
    (options.conventions, options.pixels) = (conventions, pixels)
    let summary = try await ExtractionJob(options, running: running, observe: display.observe).run()
    if json {
      try printDocument(Written(output: output.path, summary: summary))
    } else {
      print("\(output.path): \(summary.rows) × \(summary.dimension)\(remarks(on: summary))")
    }
  }

  /// Returns what was not as one would think, each with its number.
  private func remarks(on summary: ExtractionJob.Summary) -> String {
    [
      (summary.skipped.count, "left out"), (summary.accepted.count, "damaged"),
      (summary.orientedCount, "not turned as EXIF says"),
    ].filter { $0.0 > 0 }.map { ", \($0.0) \($0.1)" }.joined()
  }

  /// Refuses to replace a text that no extraction wrote by the names beside a `.npy`.
  private func checkNames(of records: [ImageRecord]) throws {
    guard let names = ExtractionOptions.namesOutput(beside: output.path) else { return }
    guard
      try NamesOutput.mayReplace(names, beside: output.path, naming: records.map(\.name))
    else {
      throw ValidationError(
        "\(output.path) needs \(names) for the names of the images, and a text that is no list of "
          + "them is there; name another output.")
    }
  }

  private func records(_ display: ProgressDisplay) throws -> [ImageRecord] {
    if !images.isEmpty {
      let found = try ImageArguments.read(images.map(\.path))
      if !found.passedOver.isEmpty { display.observe(.notice(found.passedOver.notice)) }
      return found.images
    }
    let table = try Manifest.read(manifest?.path ?? "", asGroundTruth: false)
    return try split.map { try table.selecting(split: $0) }?.images ?? table.images
  }
}
