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
