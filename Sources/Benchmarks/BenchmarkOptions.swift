import Networks

/// What to benchmark, and with what.
public struct BenchmarkOptions: Sendable {
  /// The kinds of work.
  public enum Subject: String, Sendable, CaseIterable {
    case extraction
    case training
    case search
    case images
  }

  /// The kinds of work to measure.
  public let subjects: Set<Subject>

  /// Whether sizes and repeats are cut to what a test can wait for.
  public let isQuick: Bool

  /// The number of threads of every contender.
  public let threads: Int

  /// The Python interpreter that has the peers, or nil to measure ours alone.
  public let python: String?

  /// The folder of the peers' scripts.
  public let scripts: String

  /// Whether memory over many images is measured too.
  public let measuresMemory: Bool

  /// The folder in which a folder for images, weights and descriptors is made, and removed at the
  /// end.
  public let scratchRoot: String

  /// Creates options.
  public init(
    subjects: Set<Subject>, isQuick: Bool, threads: Int, python: String?, scripts: String,
    measuresMemory: Bool, scratchRoot: String
  ) {
    self.subjects = subjects
    self.isQuick = isQuick
    self.threads = threads
    self.python = python
    self.scripts = scripts
    self.measuresMemory = measuresMemory
    self.scratchRoot = scratchRoot
  }
}

/// The sizes of every workload.
struct BenchmarkScale {
  /// Files of several sizes that are prepared to one larger side.
  struct Images {
    let maxSide: Int
    let sizes: [(width: Int, height: Int)]
    let filesPerSize: Int
  }

  /// Training steps on one batch.
  struct Training {
    let depth: ResNet.Depth
    let width: Int
    let side: Int
    let batchSize: Int
    let classCount: Int
    let stepsPerRun: Int
    let freezesNormalisation: Bool
  }

  /// Queries against a table.
  struct Search {
    let queries: Int
    let rows: Int
    let dimension: Int
    let top: Int
  }

  let repeats: Int
  let depth: ResNet.Depth
  let photographs: Images
  let largeImages: Images
  let smallImages: Images
  let squareImages: Images
  let miniTraining: Training
  let deepTraining: Training
  let largeSearch: Search
  let smallSearch: Search

  /// The side of the square matrices whose product is the ceiling.
  let productSide: Int

  /// After how many images memory is read first, and how many there are in all.
  let memoryImages: (few: Int, all: Int)

  /// The network that the marks are about.
  private static let deepest = ResNet.Depth.resNet50

  /// The sizes that the marks are about.
  static let full = BenchmarkScale(
    repeats: 5, depth: deepest,
    photographs: Images(maxSide: 1024, sizes: [(4000, 3000), (3000, 4000)], filesPerSize: 2),
    largeImages: Images(
      maxSide: 1024, sizes: [(1600, 1200), (1200, 1600), (1280, 853)], filesPerSize: 2),
    smallImages: Images(
      maxSide: 224, sizes: [(320, 240), (240, 320), (280, 187)], filesPerSize: 16),
    squareImages: Images(maxSide: 224, sizes: [(224, 224)], filesPerSize: 48),
    miniTraining: Training(
      depth: .resNet18, width: 32, side: 64, batchSize: 64, classCount: 10, stepsPerRun: 5,
      freezesNormalisation: false),
    deepTraining: Training(
      depth: deepest, width: 64, side: 224, batchSize: 8, classCount: 1000, stepsPerRun: 2,
      freezesNormalisation: true),
    largeSearch: Search(queries: 70, rows: 1_000_000, dimension: 2048, top: 100),
    smallSearch: Search(queries: 1000, rows: 100_000, dimension: 512, top: 100),
    productSide: 2048, memoryImages: (50, 500))

  /// Sizes that are over in seconds, and say nothing about the marks.
  static let quick = BenchmarkScale(
    repeats: 2, depth: .resNet18,
    photographs: Images(maxSide: 96, sizes: [(400, 300), (300, 400)], filesPerSize: 2),
    largeImages: Images(maxSide: 96, sizes: [(120, 90), (90, 120)], filesPerSize: 2),
    smallImages: Images(maxSide: 64, sizes: [(80, 64)], filesPerSize: 4),
    squareImages: Images(maxSide: 224, sizes: [(224, 224)], filesPerSize: 4),
    miniTraining: Training(
      depth: .resNet18, width: 8, side: 32, batchSize: 8, classCount: 10, stepsPerRun: 2,
      freezesNormalisation: false),
    deepTraining: Training(
      depth: .resNet18, width: 64, side: 64, batchSize: 2, classCount: 10, stepsPerRun: 1,
      freezesNormalisation: true),
    largeSearch: Search(queries: 10, rows: 20_000, dimension: 256, top: 100),
    smallSearch: Search(queries: 50, rows: 2_000, dimension: 64, top: 100),
    productSide: 256, memoryImages: (10, 40))
}
