import Failures
import Kernels
import Networks
import OrderedCollections
import Tensors
import Testing

@Suite struct InferenceNetworkTests {
  let graph = ResNet(depth: .resNet18, width: 16).graph

  @Test func aFeatureMapDependsOnItsOwnImageOnly() throws {
    let weights = NetworkWeights(initialising: graph, seed: 1)
    let network = try InferenceNetwork(graph, weights: weights)
    var generator = SeededGenerator(seed: 1, purpose: "batch test")
    let images = Tensor(normal: [37, 3, 72, 56], deviation: 1, using: &generator)
    let together = try network.features(of: images)
    let size = 3 * 72 * 56
    for index in [0, 5, 20, 36] {
      let alone = Tensor(
        shape: [1, 3, 72, 56], elements: Array(images.elements[index * size..<(index + 1) * size]))
      let features = try network.features(of: alone).elements
      let count = features.count
      #expect(features == Array(together.elements[index * count..<(index + 1) * count]))
    }
  }

  @Test func callsAtTheSameTimeAgreeWithOneAfterTheOther() async throws {
    let weights = NetworkWeights(initialising: graph, seed: 3)
    let network = try InferenceNetwork(graph, weights: weights)
    var generator = SeededGenerator(seed: 3, purpose: "concurrency test")
    let images = (0..<12).map { index in
      Tensor(normal: [1 + index % 3, 3, 40 + 8 * (index % 4), 56], deviation: 1, using: &generator)
    }
    let expected = try images.map { try network.features(of: $0, threads: 1) }
    let found = try await withThrowingTaskGroup(of: (Int, Tensor).self) { group in
      for (index, image) in images.enumerated() {
        group.addTask { (index, try network.features(of: image, threads: 1)) }
      }
      var found = expected.map { Tensor(repeating: 0, shape: $0.shape) }
      for try await (index, features) in group { found[index] = features }
      return found
    }
    #expect(found == expected)
  }

  @Test func automaticChoiceStaysNearDirectConvolution() throws {
    let graph = ResNet(depth: .resNet18, width: 32).graph
    let weights = NetworkWeights(initialising: graph, seed: 2)
    var generator = SeededGenerator(seed: 2, purpose: "choice test")
    let images = Tensor(normal: [2, 3, 96, 128], deviation: 1, using: &generator)
    func features(_ choice: ConvolutionChoice) throws -> [Float] {
      try InferenceNetwork(
        graph, weights: weights, settings: ComputeSettings(convolution: choice)
      ).features(of: images).elements
    }
    let direct = try features(.direct)
    let automatic = try features(.automatic)
    let difference = zip(automatic, direct).reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let norm = direct.reduce(Float(0)) { $0 + $1 * $1 }
    #expect((difference / norm).squareRoot() < 1e-4)
    // Otherwise the comparison would show nothing.
    #expect(automatic != direct)
  }

  @Test(.enabled(if: !Precision.bfloat16.isSupported, "this processor computes in bfloat16"))
  func bfloat16IsRefusedWithAReason() {
    let error = #expect(throws: KernelError.self) {
      try InferenceNetwork(
        graph, weights: NetworkWeights(initialising: graph, seed: 1),
        settings: ComputeSettings(precision: .bfloat16))
    }
    #expect(
      error?.description
        == "Could not compute in bf16: this processor has no AVX-512 BF16 instructions. "
        + "Use the precision f32.")
  }

  @Test func moreShapesThanPlansStillWork() throws {
    let network = try InferenceNetwork(graph, weights: NetworkWeights(initialising: graph, seed: 1))
    let first = Tensor(repeating: 0.5, shape: [1, 3, 40, 33])
    let before = try network.features(of: first)
    for width in 34..<100 {
      _ = try network.features(of: Tensor(repeating: 0.5, shape: [1, 3, 33, width]))
    }
    #expect(try network.features(of: first) == before)
  }

  @Test func weightsRoundTripThroughNamedTensors() throws {
    let weights = NetworkWeights(initialising: graph, seed: 4)
    #expect(try NetworkWeights(weights.tensors, for: graph) == weights)
  }

  @Test func weightsThatDoNotFitAreListed() {
    var tensors = NetworkWeights(initialising: graph, seed: 4).tensors
    tensors["conv1.weight"] = nil
    tensors["fc.weight"] = Tensor(repeating: 0, shape: [10, 128])
    tensors["bn1.bias"] = Tensor(repeating: 0, shape: [17])
    #expect(
      throws: NetworkWeightsError(
        missing: ["conv1.weight"], unexpected: ["fc.weight"],
        misshapen: ["bn1.bias: expected 16, found 17"])
    ) {
      try NetworkWeights(tensors, for: graph)
    }
  }

  @Test func parametersBearTorchvisionsNames() {
    let names = Array(graph.parameterShapes.keys)
    #expect(names.count == 60)
    #expect(names.first == "conv1.weight")
    #expect(names.contains("layer2.0.downsample.1.bias"))
    #expect(names.contains("layer4.1.conv2.weight"))
  }
}
