import Extraction
import Foundation
import Images
import Kernels
import Networks
import Retrieval
import Specs
import Tensors
import TestSupport
import Testing

/// Random pictures, and a ResNet-18 that is wide enough for every algorithm of convolution.
@Suite struct ImageExtractorTests {
  private static let poolings = Pooling.fitting(hasClassToken: false)
  private static let scales = [1, 0.5.squareRoot(), 2.0.squareRoot()]

  private let folder: Scratch

  init() throws {
    folder = try Scratch()
  }

  /// Writes pictures of given sizes, all different, and returns them as images of a run.
  private func draw(_ sizes: [(width: Int, height: Int)]) throws -> [ImageItem] {
    try sizes.enumerated().map { index, size in
      let path = "\(folder.path)/\(size.width)x\(size.height)-\(index).png"
      try Data(Self.picture(index, size).encodedPNG()).write(to: URL(filePath: path))
      return ImageItem(name: "\(index)", path: path, box: nil, digest: "\(index)")
    }
  }

  private static func picture(_ index: Int, _ size: (width: Int, height: Int)) -> PixelImage {
    var generator = SeededGenerator(seed: UInt64(index), purpose: "picture")
    let pixels = (0..<3 * size.width * size.height).map { _ in
      UInt8(truncatingIfNeeded: generator.next())
    }
    return PixelImage(width: size.width, height: size.height, pixels: pixels)
  }

  private static func network(width: Int) throws -> InferenceNetwork {
    let graph = Architecture.resNet18.graph(width: width)
    return try InferenceNetwork(graph, weights: NetworkWeights(initialising: graph, seed: 5))
  }

  private static func settings(
    scales: [Double], aggregation: ScaleAggregation = .mean
  ) -> DescriptorSettings {
    DescriptorSettings {
      $0.resize = .none
      $0.size = 16
      $0.crop = .none
      $0.scales = scales
      $0.aggregation = aggregation
      $0.pooling = .gem
      $0.gemExponent = 3
      $0.whitening = .none
    }
  }

  /// Returns the descriptors of images, all poolings beside each other.
  private func extract(
    _ items: [ImageItem], by network: InferenceNetwork, threads: Int = 1,
    scales: [Double] = ImageExtractorTests.scales
  ) async throws -> [[Float]] {
    let settings = Self.settings(scales: scales)
    let tables = try await ImageExtractor(network: network, settings: settings, threads: threads)
      .descriptors(
        of: items,
        poolings: Self.poolings.map {
          PoolingPlan($0, settings: settings, learntExponents: nil)
        })
    return items.indices.map { row in tables.flatMap { Array($0.values.row(row)) } }
  }

  /// Returns the descriptors of images that are each extracted alone.
  private func extractApart(
    _ items: [ImageItem], by network: InferenceNetwork
  ) async throws -> [[Float]] {
    var rows: [[Float]] = []
    for item in items { rows += try await extract([item], by: network) }
    return rows
  }

  @Test func anImageIsExtractedAlikeAtEveryPlaceOfEveryBatch() async throws {
    // Sixteen of these fill a pass; the last three are a pass of their own.
    let items = try draw(Array(repeating: (48, 40), count: 19))
    #expect(InferenceNetwork.imagesPerPass(height: 40, width: 48) == 16)
    let network = try Self.network(width: 32)
    let apart = try await extractApart(items, by: network)
    #expect(Set(apart).count == 19)
    for count in [2, 3, 5, 8, 13, 16, 19] {
      #expect(
        try await extract(Array(items[..<count]), by: network) == Array(apart[..<count]))
    }
  }

  @Test(arguments: [1, 2, 3])
  func imagesOfOtherSizesAndThreadsChangeNoBit(threads: Int) async throws {
    // More sizes than fill a pass, so that images wait, and more images than may wait: which of
    // them are computed together depends on the threads and on their timing.
    let items = try draw((0..<80).map { (24 + $0 * 7 % 11, 20 + $0 % 3) })
    let network = try Self.network(width: 16)
    let apart = try await extractApart(items, by: network)
    #expect(try await extract(items, by: network, threads: threads) == apart)
    let turned = try await extract(items.reversed(), by: network, threads: threads)
    #expect(turned == apart.reversed())
  }

  @Test func largeImagesDependOnTheThreadsByRoundingOnly() async throws {
    // Each of the first two fills a pass, and is computed by all threads.
    let items = try draw([(400, 336), (420, 320), (48, 40)])
    #expect(InferenceNetwork.imagesPerPass(height: 336, width: 400) == 1)
    let network = try Self.network(width: 16)
    let one = try await extract(items, by: network, scales: [1, 0.5])
    for threads in [2, 3] {
      let several = try await extract(items, by: network, threads: threads, scales: [1, 0.5])
      #expect(zip(several.joined(), one.joined()).allSatisfy { abs($0 - $1) <= 1e-6 })
      let turned = try await extract(
        items.reversed(), by: network, threads: threads, scales: [1, 0.5])
      #expect(turned == several.reversed())
    }
  }

  @Test(arguments: [ScaleAggregation.mean, .power], Pooling.fitting(hasClassToken: false))
  func aDescriptorIsMadeOfTheComparedParts(
    aggregation: ScaleAggregation, pooling: Pooling
  ) async throws {
    try await expectDescriptors(
      pooling, aggregation, learntExponents: [2.9137], scaleExponent: 2.9137)
  }

  @Test(arguments: [1, 2])
  func tokensBecomeDescriptorsWhateverTheThreads(threads: Int) async throws {
    // A batch that does not fill a pass, pixels behind the last patch, and a scale of fewer patches.
    let poolings = Pooling.fitting(hasClassToken: true)
    let items = try draw(Array(repeating: (70, 48), count: 3) + [(48, 70)])
    let size = VisionTransformer.Size(patchSize: 16, width: 32, blocks: 2, heads: 2, gridSide: 4)
    let graph = VisionTransformer(size: size, conventions: .dino).graph
    let network = try InferenceNetwork(
      graph, weights: NetworkWeights(initialising: graph, seed: 5))
    let settings = Self.settings(scales: [1, 0.5])
    let found = try await ImageExtractor(network: network, settings: settings, threads: threads)
      .descriptors(
        of: items,
        poolings: poolings.map {
          PoolingPlan($0, settings: settings, learntExponents: nil)
        })
    for (index, item) in items.enumerated() {
      let pixels = Tensor(
        normalizing: [Self.picture(index, index < 3 ? (70, 48) : (48, 70))])
      for (table, pooling) in zip(found, poolings) {
        #expect(table.names[index] == item.name)
        let scales = try [1, 0.5].map { scale in
          let input = scale == 1 ? pixels : interpolate(pixels, scale: scale)
          let features = try network.allFeatures(of: input, threads: 1)
          return l2Normalize(
            pooling(features.maps, classTokens: features.classTokens, exponents: [3]))
        }
        let expected = ScaleAggregation.mean(scales, exponent: 1)
        #expect(expected.columns == pooling.dimension(channels: 32))
        #expect(Array(table.values.row(index)) == expected.elements)
      }
    }
  }

  @Test(arguments: [ScaleAggregation.mean, .power])
  func channelsWithExponentsOfTheirOwnShareNone(aggregation: ScaleAggregation) async throws {
    let channels = Architecture.resNet18.graph(width: 8).featureChannels
    let exponents = (0..<channels).map { 2 + Float($0) / Float(channels) }
    try await expectDescriptors(
      .gem, aggregation, learntExponents: exponents, scaleExponent: 1)
  }

  /// Compares the descriptors of two pictures with those of the parts that are named.
  private func expectDescriptors(
    _ pooling: Pooling, _ aggregation: ScaleAggregation, learntExponents: [Float],
    scaleExponent: Float
  ) async throws {
    let items = try draw([(48, 40), (48, 40)])
    let network = try Self.network(width: 8)
    let settings = Self.settings(scales: Self.scales, aggregation: aggregation)
    let plan = PoolingPlan(pooling, settings: settings, learntExponents: learntExponents)
    let found = try await ImageExtractor(network: network, settings: settings, threads: 1)
      .descriptors(of: items, poolings: [plan])
    let pixels = Tensor(normalizing: (0..<2).map { Self.picture($0, (48, 40)) })
    let scales = try Self.scales.map { scale in
      let features = try network.features(of: interpolate(pixels, scale: scale), threads: 1)
      return l2Normalize(pooling(features, exponents: learntExponents))
    }
    #expect(found[0].values == aggregation(scales, exponent: scaleExponent))
  }
}
