import Kernels
import Networks
import Tensors
import Testing

@Suite struct NetworkGoldenTests {
  @Test(arguments: [
    "resnet18", "resnet34", "resnet50", "resnet50, stride in the first convolution", "resnet101",
    "resnet152",
  ])
  func featuresAgreeWithPyTorchs(label: String) throws {
    let golden = try NetworkGolden.named(label)
    let graph = try golden.graph()
    let network = try InferenceNetwork(graph, weights: golden.weights(of: graph))
    let features = try network.features(of: GoldenTensors.images(Shape(golden.imageShape)))
    #expect(features.shape.lengths == golden.featureShape)
    let error = relativeError(golden.slice(of: features), golden.values)
    let normError = abs(norm(features.elements) / golden.norm - 1)
    let pooled = GeneralizedMean(exponent: 3)(features)
    let descriptorError = relativeError(pooled.elements.prefix(64), golden.descriptor)
    #expect(error < 1e-5)
    #expect(normError < 1e-5)
    #expect(descriptorError < 1e-5)
  }
}
