import Courses
import Images
import Kernels
import Networks
import Tensors
import Testing
import Training

@Suite struct NegativeMinerTests {
  private static let graph = ResNet(depth: .resNet18, width: 4).graph
  private static let weights = NetworkWeights(initialising: graph, seed: 3)
  private static let instances = (0..<40).map { $0 % 13 }

  /// Pictures of noise, of several shapes.
  private static func picture(_ index: Int) -> PixelImage {
    var generator = SeededGenerator(seed: 5, purpose: "miner test", index: index)
    let (width, height) = (20 + index % 3, 18 + index % 5)
    return PixelImage(
      width: width, height: height,
      pixels: (0..<3 * width * height).map { _ in UInt8(generator.integer(below: 256)) })
  }

  private static var augmentation: Augmentation {
    var augmentation = Augmentation()
    augmentation.outputSize = 32
    return augmentation
  }

  private static func source() throws -> BatchSource {
    let mining = try HardNegativeMining(
      instances: instances, anchorsPerBatch: 3, negativesPerAnchor: 4, poolSize: 25,
      batchesPerRound: 2, batchCount: 6, seed: 9)
    return BatchSource(
      image: { picture($0) }, targets: instances, sampling: .tuples(mining, nil),
      augmentation: augmentation, seed: 9)
  }

  private static func mined(
    round: Int, threads: Int = 1, exponent: Float = 3, learntExponent: Float? = nil
  ) async throws -> (negatives: HardNegatives, meanDistance: Double) {
    try await NegativeMiner(graph: graph, exponent: exponent, threads: threads).negatives(
      of: round, in: source(), by: weights, learntExponent: learntExponent)
  }

  @Test(arguments: 0..<3)
  func negativesAreTheSameOnAnyNumberOfThreads(round: Int) async throws {
    let one = try await Self.mined(round: round)
    for threads in [2, 3, 7] {
      let found = try await Self.mined(round: round, threads: threads)
      #expect(found.negatives == one.negatives)
      #expect(found.meanDistance == one.meanDistance)
    }
  }

  /// Descriptors of one whole picture at a time, by the network with its running statistics.
  @Test(arguments: 0..<3)
  func negativesAreThoseOfTheNetworkAsItIs(round: Int) async throws {
    let network = try InferenceNetwork(Self.graph, weights: Self.weights)
    let rows = try Self.instances.indices.map { image in
      let view = Self.augmentation.evaluation([Self.picture(image)])
      return l2Normalize(GeneralizedMean(exponent: 2.5)(try network.features(of: view)))
    }
    let mining = try #require(try Self.source().mining)
    let expected = mining.negatives(
      of: round, row: { $0 }, descriptors: Matrix(joining: rows))
    let stated = try await Self.mined(round: round, exponent: 2.5)
    #expect(stated.negatives == expected.negatives)
    #expect(stated.meanDistance == expected.meanDistance)
    let learnt = try await Self.mined(round: round, exponent: 7, learntExponent: 2.5)
    #expect(learnt.meanDistance == expected.meanDistance)
  }

  @Test func roundsHaveNegativesOfTheirOwn() async throws {
    #expect(
      try await Self.mined(round: 0).negatives.images
        != Self.mined(round: 1).negatives.images)
  }
}
