public import ArgumentParser
public import Arrays
import DescriptorStore
import Features
import Foundation
public import Images
public import Kernels
public import Networks
public import Retrieval
import Specs

extension Architecture: ExpressibleByArgument {}
extension Pooling: ExpressibleByArgument {}
extension ScaleAggregation: ExpressibleByArgument {}
extension ResizeRule: ExpressibleByArgument {}
extension QueryCropRule: ExpressibleByArgument {}
extension OrientationPolicy: ExpressibleByArgument {}
extension Precision: ExpressibleByArgument {}
extension DamagedImagePolicy: ExpressibleByArgument {}
extension FloatStorage: ExpressibleByArgument {}
extension TokenEmbedding.PixelStatistics: ExpressibleByArgument {}
extension VisionTransformer.Conventions: ExpressibleByArgument {}

/// How images become descriptors, as `iir extract` is told.
struct DescriptorOptions: ParsableArguments {
  @Option(help: "How a map of features becomes one vector.")
  var pooling = DescriptorSettings().pooling

  @Option(
    help: "The exponent of GeM pooling and of --aggregation power; the learnt one, or else 3.")
  var gemExponent: Double?

  @Option(
    help: "Factors at which each image is seen, such as 1,0.7071,0.5; 1 unless given.",
    transform: scales(named:))
  var scales = DescriptorSettings().scales

  @Option(help: "How the descriptors of several scales become one.")
  var aggregation = DescriptorSettings().aggregation

  @Option(help: "The larger side in pixels, 16 to 4096; the side with --resize square.")
  var size = 1024

  @Option(help: "How an image is brought to its size; shrink never enlarges.")
  var resize = DescriptorSettings().resize

  @Option(help: "What becomes of the boxes of a manifest.")
  var crop = DescriptorSettings().crop

  @Option(help: "What becomes of the orientation in EXIF; boxes count in the picture that results.")
  var orientation = DescriptorSettings().orientation

  @Option(help: "The numbers the network is computed in; bf16 on processors that have it.")
  var precision = DescriptorSettings().precision

  func validate() throws {
    let sizes = DescriptorSettings.sizes
    guard sizes.contains(size) else {
      throw ValidationError(
        "--size is \(size); give \(sizes.lowerBound) to \(sizes.upperBound).")
    }
    let exponents = DescriptorSettings.gemExponents
    if let gemExponent, !exponents.contains(gemExponent) {
      throw ValidationError(
        "--gem-exponent is \(gemExponent); give a number \(exponents.words).")
    }
  }

  var settings: DescriptorSettings {
    DescriptorSettings {
      $0.resize = resize
      $0.size = size
      $0.crop = crop
      $0.orientation = orientation
      $0.scales = scales
      $0.aggregation = aggregation
      $0.pooling = pooling
      if let gemExponent { $0.gemExponent = gemExponent }
      $0.precision = precision
    }
  }
}

/// Returns the factors of a list that was typed.
private func scales(named list: String) throws -> [Double] {
  let words = list.split(separator: ",", omittingEmptySubsequences: false)
  let scales = words.compactMap { Double($0.trimmingCharacters(in: .whitespaces)) }
  guard scales.count == words.count, (1...8).contains(scales.count),
    scales.allSatisfy({ $0 > 0 && $0 <= 4 }), Set(scales).count == scales.count
  else {
    throw ValidationError(
      "'\(list)' is not one to eight different numbers above 0 and at most 4, such as "
        + "1,0.7071,0.5.")
  }
  return scales
}

/// Files of descriptors that hold no names, and where those are; and which rows of a file count.
struct NameOptions: ParsableArguments {
  @Option(
    name: .customLong("database-names"),
    help: "A text with one name a line, for a database that names no images; one for each.")
  var databases: [PathArgument] = []

  @Option(
    name: .customLong("query-names"),
    help: "A text with one name a line, for queries that name no images.")
  var queries: PathArgument?

  @Option(help: "Search only in rows whose names begin so, as db/ in a file that holds all.")
  var databasePrefix: String?

  @Option(help: "Search only for rows whose names begin so, as query/ in a file that holds all.")
  var queryPrefix: String?

  /// Whether nothing of it was given.
  var areDefault: Bool {
    databases.isEmpty && queries == nil && databasePrefix == nil && queryPrefix == nil
  }

  /// Returns the files of a database with their names.
  func sources(of files: [PathArgument]) throws -> [DescriptorSource] {
    guard databases.isEmpty || databases.count == files.count else {
      throw ValidationError(
        "There are \(files.count) --database and \(databases.count) --database-names; give one list "
          + "for each file.")
    }
    return files.enumerated().map { index, file in
      DescriptorSource(
        file.path, namesFile: databases.isEmpty ? nil : databases[index].path,
        prefix: databasePrefix)
    }
  }

  /// Returns the file of the queries with its names.
  func source(of file: PathArgument) -> DescriptorSource {
    DescriptorSource(file.path, namesFile: queries?.path, prefix: queryPrefix)
  }
}

/// Refuses an output that would replace one of the inputs, or the file that holds a matrix of them.
func requireDistinct(_ output: PathArgument, from inputs: [PathArgument]) throws {
  func file(_ path: String) -> String { URL(filePath: path).standardizedFileURL.path }
  if let input = inputs.map(\.path).first(where: {
    [$0, DescriptorPath($0).file].map(file).contains(file(output.path))
  }) {
    throw ValidationError("--out would replace the input \(input); name another file.")
  }
}
