import Arrays
import Checkpoints
import Datasets
import DescriptorStore
import Evaluation
import Extraction
import Features
import Files
import Formats
import Foundation
import Images
import Logging
import Networks
import Pipeline
import Retrieval
import Specs
import Synchronization
import Tensors
import TestSupport
import Testing

/// Seven small pictures and a ResNet-18 of width 4 with drawn weights.
@Suite struct ExtractionJobTests {
  private let folder: Scratch
  private let names = (0..<7).map { "\($0).png" }

  init() throws {
    folder = try Scratch()
    for (index, name) in names.enumerated() {
      let (width, height) = (24 + 4 * (index % 3), 20)
      let pixels = (0..<width * height * 3).map { UInt8(truncatingIfNeeded: $0 * (index + 3) / 2) }
      let image = PixelImage(width: width, height: height, pixels: pixels)
      try Data(image.encodedPNG()).write(to: URL(filePath: "\(folder.path)/\(name)"))
    }
    try writeWeights(to: "weights.safetensors")
  }

  private func writeWeights(to name: String, metadata: [String: String] = [:]) throws {
    let weights = NetworkWeights(initialising: Architecture.resNet18.graph(width: 4), seed: 1)
    try AtomicFile.write(
      Safetensors(tensors: weights.tensors, metadata: metadata).encoded,
      to: "\(folder.path)/\(name)")
  }

  private func options(
    _ names: [String], pooling: Pooling = .gem
  ) -> ExtractionOptions {
    ExtractionOptions(
      images: names.map { ImageRecord(name: $0, path: "\(folder.path)/\($0)") },
      architecture: .resNet18, width: nil, weights: "\(folder.path)/weights.safetensors",
      settings: DescriptorSettings {
        $0.resize = .shrink
        $0.size = 32
        $0.crop = .cirtorch
        $0.scales = [1, 0.5]
        $0.aggregation = .mean
        $0.pooling = pooling
        $0.gemExponent = 3
        $0.whitening = .none
      },
      gemExponent: nil, maxPixels: 10_000, shardSize: 512, onDamaged: .fail,
      output: "\(folder.path)/out.h5")
  }

  /// Runs a job, and returns the bytes it wrote and the stages that computed something.
  private func extract(
    _ options: ExtractionOptions, cache: String = "cache", threads: Int = 1
  ) async throws -> (bytes: Data, computed: [String]) {
    let computed = Mutex<[String]>([])
    let running = RunOptions(
      dataRoot: folder.path, weightsRoot: folder.path, cacheDirectory: "\(folder.path)/\(cache)",
      threads: threads,
      waitsForOthers: true, logger: Logger(label: "test"))
    let job = try ExtractionJob(options, running: running) { event in
      if case .began(let stage, _, _) = event { computed.withLock { $0.append(stage) } }
    }
    _ = try await job.run()
    let bytes = try Data(contentsOf: URL(filePath: options.output))
    return (bytes, computed.withLock { $0 })
  }

  private func written() throws -> DescriptorFile {
    try DescriptorFile(importing: "\(folder.path)/out.h5")
  }

  @Test func rowsStandInTheOrderOfTheListAndMayRepeat() async throws {
    _ = try await extract(options(["2.png", "0.png", "2.png"]))
    let file = try written()
    #expect(file.descriptors.names == ["2.png", "0.png", "2.png"])
    #expect(file.descriptors.dimension == 32)
    #expect(file.descriptors.values.row(0) == file.descriptors.values.row(2))
    #expect(Array(file.descriptors.values.row(0)) != Array(file.descriptors.values.row(1)))
  }

  @Test func theFileSaysHowItWasMade() async throws {
    _ = try await extract(options(names))
    let provenance = try written().provenance
    #expect(provenance["architecture"] == "resnet18")
    #expect(provenance["width"] == "4")
    #expect(provenance["pooling"] == "gem 3.0")
    #expect(provenance["scales"] == "1.0,0.5")
    #expect(provenance["preparation"] == "resize=shrink-32-lanczos,crop=cirtorch")
    #expect(
      try provenance["weights"] == Digest.sha256(ofFile: "\(folder.path)/weights.safetensors"))
    #expect(provenance["skipped"] == nil)
  }

  @Test(arguments: [Pooling.rmac, .crow])
  func regionsAndWeightsMakeOtherDescriptorsThanGeM(pooling: Pooling) async throws {
    _ = try await extract(options(names))
    let means = try written().descriptors.values
    _ = try await extract(options(names, pooling: pooling))
    let file = try written()
    #expect(file.provenance["pooling"] == pooling.rawValue)
    #expect(file.descriptors.dimension == 32)
    let row = file.descriptors.values.row(0)
    #expect(abs(row.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
    #expect(Array(row) != Array(means.row(0)))
  }

  @Test(arguments: [1, 2, 3]) func theSizeOfAShardChangesNoByte(shardSize: Int) async throws {
    let whole = try await extract(options(names))
    var options = options(names)
    options.shardSize = shardSize
    let sharded = try await extract(options, cache: "other")
    #expect(sharded.computed.count == (names.count + shardSize - 1) / shardSize)
    #expect(sharded.bytes == whole.bytes)
  }

  @Test func theNumberOfThreadsChangesNoMoreThanRounding() async throws {
    _ = try await extract(options(names))
    let one = try written().descriptors.values.elements
    _ = try await extract(options(names), cache: "other", threads: 2)
    let two = try written().descriptors.values.elements
    #expect(zip(one, two).allSatisfy { abs($0 - $1) <= 1e-6 })
  }

  @Test func theOrderOfTheImagesChangesNoBitOfARow() async throws {
    _ = try await extract(options(names))
    let forward = try written().descriptors
    var turned = options(names.reversed())
    turned.shardSize = 3
    _ = try await extract(turned, cache: "other")
    let backward = try written().descriptors
    #expect(backward.names == names.reversed())
    #expect(backward.values == forward.values.selectingRows((0..<7).reversed()))
  }

  @Test func arraysOfNumPyHoldTheSameNumbersAndTheNamesBeside() async throws {
    _ = try await extract(options(names))
    let expected = try written().descriptors
    var array = options(names)
    array.output = "\(folder.path)/out.npy"
    _ = try await extract(array)
    let file = try DescriptorImport(measuring: array.output)
    var elements = [Float](repeating: 0, count: file.rows * file.dimension)
    try file.read(into: &elements, from: 0)
    #expect(elements == expected.values.elements)
    let list = try Data(contentsOf: URL(filePath: "\(folder.path)/out.txt"))
    #expect(String(decoding: list, as: UTF8.self) == names.map { "\($0)\n" }.joined())
  }

  @Test func halvesAreTheRoundedNumbers() async throws {
    _ = try await extract(options(names))
    let expected = try written().descriptors.values.elements.map { Float(Float16($0)) }
    var half = options(names)
    half.storage = .float16
    _ = try await extract(half)
    #expect(try written().descriptors.values.elements == expected)
  }

  @Test func movedAndRenamedImagesAreFoundInTheCache() async throws {
    let first = try await extract(options(names))
    #expect(first.computed == ["extract, shard 1 of 1"])
    var moved: [String] = []
    for name in names {
      try FileManager.default.moveItem(
        atPath: "\(folder.path)/\(name)", toPath: "\(folder.path)/moved-\(name)")
      moved.append("moved-\(name)")
    }
    #expect(try await extract(options(moved)).computed == [])
    #expect(try written().descriptors.names == moved)
  }

  @Test func aBoxMakesAnotherRow() async throws {
    var options = options(["0.png"])
    let whole = options.images[0]
    options.images.append(
      ImageRecord(
        name: "box", path: whole.path, box: PixelBounds(x1: 0, y1: 0, x2: 12, y2: 12)))
    options.images.append(
      ImageRecord(
        name: "beyond", path: whole.path, box: PixelBounds(x1: 0, y1: 0, x2: 1e300, y2: 1e300)))
    _ = try await extract(options)
    let rows = try written().descriptors.values
    #expect(Array(rows.row(0)) != Array(rows.row(1)))
    #expect(!rows.row(2).contains { !$0.isFinite })
  }

  @Test func anExponentThatWasLearntIsTakenUnlessAnotherIsGiven() async throws {
    var options = options(names)
    options.gemExponent = 2
    _ = try await extract(options)
    let given = try written().descriptors.values
    try writeWeights(to: "weights.safetensors", metadata: ["pool.p": "2"])
    options.gemExponent = nil
    _ = try await extract(options)
    #expect(try written().provenance["pooling"] == "gem 2.0")
    #expect(try written().descriptors.values == given)
    options.gemExponent = 3
    _ = try await extract(options)
    #expect(try written().descriptors.values != given)
  }

  @Test func aDamagedImageEndsItOrIsLeftOutAndListed() async throws {
    try Data([0xFF, 0xD8, 0xFF, 0xE0]).write(to: URL(filePath: "\(folder.path)/cut.jpg"))
    var options = options(["0.png", "cut.jpg", "1.png"])
    await #expect(throws: ImageError.self) { try await extract(options) }
    #expect(!FileManager.default.fileExists(atPath: options.output))
    options.onDamaged = .skip
    let skipped = try await extract(options)
    #expect(try written().descriptors.names == ["0.png", "1.png"])
    #expect(try written().provenance["skipped"] == #"["cut.jpg"]"#)
    #expect(try await extract(options).computed == [])
    #expect(try Data(contentsOf: URL(filePath: options.output)) == skipped.bytes)
    // What was cached without the image still fails where damage is to fail.
    options.onDamaged = .fail
    await #expect(throws: ImageError.self) { try await extract(options) }
  }

  /// A JPEG that lacks its last bytes: libjpeg makes up what stood there.
  private func writeCutJPEG(to name: String) throws {
    let image = PixelImage(width: 32, height: 32, pixels: (0..<3072).map { UInt8($0 * 7 % 251) })
    let bytes = try image.encodedJPEG(quality: 90)
    try Data(bytes.prefix(bytes.count * 4 / 5)).write(to: URL(filePath: "\(folder.path)/\(name)"))
  }

  @Test func damageIsAcceptedAndNamedAlsoFromTheCache() async throws {
    try writeCutJPEG(to: "cut.jpg")
    var options = options(["0.png", "cut.jpg", "1.png"])
    await #expect(throws: ImageError.self) { try await extract(options) }
    options.onDamaged = .accept
    let made = try await extract(options)
    #expect(try written().descriptors.names == ["0.png", "cut.jpg", "1.png"])
    #expect(try written().provenance["accepted"] == #"["cut.jpg"]"#)
    let again = try await extract(options)
    #expect(again.computed == [] && again.bytes == made.bytes)
    // What was accepted serves nobody who does not accept it.
    options.onDamaged = .fail
    await #expect(throws: ImageError.self) { try await extract(options) }
  }

  @Test func whatNoDecoderMakesAPictureOfIsNotAccepted() async throws {
    try Data([0xFF, 0xD8, 0xFF, 0xE0]).write(to: URL(filePath: "\(folder.path)/cut.jpg"))
    var options = options(["0.png", "cut.jpg"])
    options.onDamaged = .accept
    await #expect(throws: ImageError.self) { try await extract(options) }
  }

  @Test func wholeImagesHaveTheSameDescriptorsWhateverBecomesOfDamage() async throws {
    var options = options(["0.png", "1.png"])
    let failing = try await extract(options)
    options.onDamaged = .accept
    #expect(try await extract(options).bytes == failing.bytes)
  }

  @Test func anImageAboveTheLimitOfPixelsIsDamaged() async throws {
    var options = options(["0.png", "2.png"])
    options.maxPixels = 24 * 20
    await #expect(
      throws: ImageError.tooManyPixels(
        path: "\(folder.path)/2.png", detail: "32×20 pixels, the limit is 480")
    ) { try await extract(options) }
  }

  @Test func aMissingImageIsAnErrorThatIsNeverSkipped() async throws {
    var options = options(["0.png", "nowhere.png"])
    options.onDamaged = .skip
    await #expect(throws: ImageError.self) { try await extract(options) }
  }

  @Test func weightsOfAnotherNetworkAreRefused() async throws {
    var options = options(names)
    options.architecture = .resNet34
    await #expect(throws: CheckpointError.self) { try await extract(options) }
    options.architecture = .resNet18
    options.width = 8
    await #expect(throws: CheckpointError.self) { try await extract(options) }
  }
}
