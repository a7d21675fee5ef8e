import Foundation
import Kernels
import Networks
import OrderedCollections
import Tensors
import Testing

/// Small vision transformers as PyTorch computed them, by Tests/Reference/transformers_golden.py.
@Suite struct VisionTransformerGoldenTests {
  static let labels = [
    "dino, 64×64", "dino, 80×112", "dino, 70×64", "timm, 80×112", "timm, 48×32",
    "torchvision, 64×64", "torchvision, 112×112", "transformers, 80×112", "transformers, 70×64",
    "dinov2, 56×56", "dinov2, 84×42", "dinov2, 60×57", "transformers' dinov2, 84×42",
    "dinov2 with registers, 56×56", "dinov2 with registers, 84×42",
  ]

  /// Relative to the norm of what is compared; PyTorch's float32 is up to 1e-6 from its float64.
  let tolerance: Float = 1e-5

  @Test(arguments: labels) func everyProjectsTokensComeOut(label: String) throws {
    let golden = try TransformerGolden.named(label)
    let features = try golden.features(as: golden.conventions)
    #expect(features.maps.shape.lengths == golden.featureShape)
    #expect(relativeError(golden.slice(of: features.maps), golden.values) < tolerance)
    let classTokens = try #require(features.classTokens)
    let last = Array(classTokens.row(classTokens.rows - 1))
    #expect(relativeError(last, golden.classToken) < tolerance)
  }

  /// Otherwise the comparison above would show nothing of how embeddings of places are resampled.
  @Test(arguments: [
    ("dino, 80×112", VisionTransformer.Conventions.timm), ("timm, 48×32", .transformers),
    ("transformers, 80×112", .dino), ("torchvision, 112×112", .transformers),
    ("transformers, 80×112", .torchvision),
  ])
  func otherConventionsComeOutOtherwise(
    label: String, conventions: VisionTransformer.Conventions
  ) throws {
    let golden = try TransformerGolden.named(label)
    let features = try golden.features(as: conventions)
    #expect(relativeError(golden.slice(of: features.maps), golden.values) > 10 * tolerance)
  }

  @Test func numbersOfThreadsAndBatchesChangeNoBit() throws {
    let golden = try TransformerGolden.named("dinov2, 84×42")
    let network = try golden.network(as: .dinov2)
    let images = GoldenTensors.images([19, 3, 84, 42])
    let expected = try network.allFeatures(of: images, threads: 1)
    for threads in 2...4 {
      #expect(try network.allFeatures(of: images, threads: threads) == expected)
    }
    let size = 3 * 84 * 42
    let alone = try network.allFeatures(
      of: Tensor(
        shape: [1, 3, 84, 42], elements: Array(images.elements[7 * size..<8 * size])), threads: 1)
    let count = alone.maps.elements.count
    #expect(alone.maps.elements == Array(expected.maps.elements[7 * count..<8 * count]))
    #expect(alone.classTokens?.elements == expected.classTokens.map { Array($0.row(7)) })
  }

  @Test func pixelsOfOtherStatisticsAreTheSamePixels() throws {
    let golden = try TransformerGolden.named("timm, 48×32")
    var generator = SeededGenerator(seed: 1, purpose: "pixels")
    let pixels = (0..<3 * 48 * 32).map { _ in generator.uniform() }
    let colours: [(mean: Float, deviation: Float)] = [
      (0.485, 0.229), (0.456, 0.224), (0.406, 0.225),
    ]
    let usual = pixels.enumerated().map { index, value in
      (value - colours[index / (48 * 32)].mean) / colours[index / (48 * 32)].deviation
    }
    let wanted = try golden.network(as: .timm).features(
      of: Tensor(shape: [1, 3, 48, 32], elements: pixels.map { ($0 - 0.5) / 0.5 }))
    let found = try golden.network(as: .timm, pixels: .half).features(
      of: Tensor(shape: [1, 3, 48, 32], elements: usual))
    #expect(relativeError(found.elements, wanted.elements) < tolerance)
  }

  @Test func theSmallNetworkOfMoCoHasTwelveHeads() {
    func heads(_ conventions: VisionTransformer.Conventions) -> Int? {
      for case .attention(let heads) in Architecture.smallTransformer16.graph(
        conventions: conventions
      ).nodes.map(\.operation) {
        return heads
      }
      return nil
    }
    #expect(heads(.mocoV3) == 12)
    #expect(heads(.dino) == 6)
  }

  @Test func namesAndCountsAreThoseOfDINO() {
    let small = Architecture.smallTransformer16.graph()
    // timm's vit_small_patch16_224 and vit_base_patch16_224 without head.
    #expect(small.parameterShapes.values.reduce(0) { $0 + $1.elementCount } == 21_665_664)
    #expect(small.parameterShapes.count == 150)
    let base = Architecture.baseTransformer16.graph()
    #expect(base.parameterShapes.values.reduce(0) { $0 + $1.elementCount } == 85_798_656)
    #expect(small.parameterShapes["blocks.11.mlp.fc1.weight"] == [1536, 384])
    // vit_small_patch14_dinov2, and its twin with registers.
    let second = Architecture.smallTransformer14.graph()
    #expect(second.parameterShapes.values.reduce(0) { $0 + $1.elementCount } == 22_056_192)
    let registers = Architecture.smallRegisterTransformer14.graph()
    #expect(registers.parameterShapes["register_tokens"] == [1, 4, 384])
    #expect(registers.featureChannels == 384)
    #expect(small.smallestSide == 16)
    #expect(second.smallestSide == 14)
  }
}

/// The tokens of one network.
private struct TransformerGolden: Decodable {
  let patchSize: Int
  let conventions: VisionTransformer.Conventions
  let registers: Int
  let scalesLayers: Bool
  let imageShape: [Int]
  let featureShape: [Int]

  /// The class token of the last image.
  let classToken: [Float]

  /// Elements 0, `stride`, 2 · `stride` … of the maps.
  let values: [Float]
  let stride: Int

  static func named(_ label: String) throws -> TransformerGolden {
    struct File: Decodable {
      let networks: [String: TransformerGolden]
    }
    let url = try #require(
      Bundle.module.url(forResource: "transformers", withExtension: "json", subdirectory: "Golden"))
    let file = try JSONDecoder().decode(File.self, from: Data(contentsOf: url))
    return try #require(file.networks[label])
  }

  func network(
    as conventions: VisionTransformer.Conventions,
    pixels: TokenEmbedding.PixelStatistics = .imageNet
  ) throws -> InferenceNetwork {
    let size = VisionTransformer.Size(
      patchSize: patchSize, width: 64, blocks: 2, heads: 2, gridSide: 4, registers: registers,
      scalesLayers: scalesLayers)
    let graph = VisionTransformer(size: size, conventions: conventions, pixels: pixels).graph
    var parameters: OrderedDictionary<String, Tensor> = [:]
    for (name, shape) in graph.parameterShapes {
      parameters[name] = GoldenTensors.parameter(name, shape)
    }
    return try InferenceNetwork(
      graph, weights: NetworkWeights(parameters: parameters, statistics: [:]))
  }

  func features(as conventions: VisionTransformer.Conventions) throws -> NetworkFeatures {
    try network(as: conventions).allFeatures(of: GoldenTensors.images(Shape(imageShape)))
  }

  func slice(of maps: Tensor) -> [Float] { values.indices.map { maps.elements[$0 * stride] } }
}
