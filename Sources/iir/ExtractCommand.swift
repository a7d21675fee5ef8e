import ArgumentParser
import Datasets
import DescriptorStore
import Experiments
import Foundation
import Images
import Kernels
import Networks

/// `iir extract`: describes the user's images with the user's network.
struct ExtractCommand: AsyncParsableCommand, WritingCommand {
  static let configuration = CommandConfiguration(
    commandName: "extract",
    abstract: "Describes images with a network, and writes their descriptors.",
    discussion: """
      The list has one path a line, relative to its folder. The manifest is CSV with the columns path \
      and instance, and optionally split, x1, y1, x2, y2. The output is HDF5 and holds /descriptors \
      (float32 or float16, images × dimensions, of unit length), /names (each line or path as written, in that order) and \
      attributes that say how they were made; equal inputs give equal bytes. An output that ends in .npy \
      is NumPy's format instead, and the names stand beside it in a .txt, one a line. Finished shards are \
      kept in the cache, so a killed extraction goes on from there. With --on-damaged skip, files \
      that cannot be decoded, or are too large or too small, get no row; they are listed on standard \
      error and in the attribute "skipped". A missing file is always an error.
      """)

  @Option(help: "The network.")
  var architecture: Architecture

  @Option(help: "The file of the network's weights: of torch.save, or safetensors.")
  var weights: PathArgument

  @Option(
    help: "The channels of a residual network's first stage; those of the weights unless given.")
  var width: Int?

  @Option(help: "A list of images, one path a line.")
  var images: PathArgument?

  @Option(help: "A table of images; its boxes are cropped by the rule of --crop.")
  var manifest: PathArgument?

  @Option(help: "The rows of the manifest to describe: those of this split; all unless given.")
  var split: String?

  @Option(name: .customLong("out"), help: "The file to write: HDF5, or NumPy's for .npy.")
  var output: PathArgument

  @Option(help: "How numbers are kept: f16 takes half the room.")
  var storage: DescriptorStorage = .float32

  @OptionGroup var descriptor: DescriptorOptions

  @Option(help: "A whitening to project by last: a file that iir run --export wrote.")
  var whitening: PathArgument?

  @Option(help: "The most pixels of one file.")
  var maxPixels = DecodingLimits().maxPixels

  @Option(help: "What to do about images that cannot be decoded.")
  var onDamaged: DamagedImagePolicy = .fail

  @Option(help: "The images of one entry of the cache: what a killed extraction loses at most.")
  var shard = 512

  @Option(help: "The folder in which finished shards are kept.")
  var cache: PathArgument = "Cache"

  @Option(
    help: "exact for the same bytes on every machine, fast for all that this processor can do.")
  var numerics: Numerics = .exact

  @OptionGroup var running: RunningOptions

  func validate() throws {
    guard (images == nil) != (manifest == nil) else {
      throw ValidationError("Give either --images or --manifest.")
    }
    guard split == nil || manifest != nil else {
      throw ValidationError("--split chooses rows of a --manifest.")
    }
    guard maxPixels >= 1 else {
      throw ValidationError("--max-pixels is \(maxPixels); give at least 1.")
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
    for output in outputs {
      try requireDistinct(output, from: [weights, images, manifest, whitening].compactMap(\.self))
    }
  }

  /// The file of descriptors, and that of their names where it is another.
  private var outputs: [PathArgument] {
    let names = ExtractionOptions.namesOutput(beside: output.path).flatMap(
      PathArgument.init(argument:))
    return [output] + (names.map { [$0] } ?? [])
  }

  func writtenPaths() -> [WrittenPath] {
    outputs.map { .file($0.path, option: "--out") } + [.cache(cache)]
  }

  func run() async throws {
    let running = try running.runOptions(cache: cache, numerics: numerics)
    let display = ProgressDisplay(isQuiet: self.running.quiet)
    let options = ExtractionOptions(
      images: try records(), architecture: architecture, width: width, weights: weights.path,
      settings: descriptor.settings, gemExponent: descriptor.gemExponent,
      whitening: whitening?.path, maxPixels: maxPixels, shardSize: shard, onDamaged: onDamaged,
      output: output.path, storage: storage)
    let summary = try await ExtractionJob(options, running: running, observe: display.observe).run()
    let leftOut = summary.skipped.isEmpty ? "" : ", \(summary.skipped.count) left out"
    print("\(output.path): \(summary.rows) × \(summary.dimension)\(leftOut)")
  }

  private func records() throws -> [ImageRecord] {
    if let images { return try ImageList.read(images.path) }
    let table = try Manifest.read(manifest?.path ?? "")
    return try split.map { try table.selecting(split: $0) }?.images ?? table.images
  }
}
