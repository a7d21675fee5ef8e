import Networks
import OrderedCollections
import Tensors
import Testing

/// Names, counts and shapes as torchvision 0.29 lists them, without the fully connected layers.
@Suite struct ArchitectureTests {
  @Test(arguments: [
    (Architecture.resNet18, 60, 11_176_512, 40, 512),
    (.resNet34, 108, 21_284_672, 72, 512),
    (.resNet50, 159, 23_508_032, 106, 2048),
    (.resNet101, 312, 42_500_160, 208, 2048),
    (.resNet152, 465, 58_143_808, 310, 2048),
    (.vgg16, 26, 14_714_688, 0, 512),
    (.normalisedVGG16, 52, 14_723_136, 26, 512),
  ])
  func tensorsAreAsManyAndAsLargeAsTorchvisions(
    architecture: Architecture, tensors: Int, elements: Int, statistics: Int, channels: Int
  ) {
    let graph = architecture.graph()
    #expect(graph.parameterShapes.count == tensors)
    #expect(graph.parameterShapes.values.reduce(0) { $0 + $1.elementCount } == elements)
    #expect(graph.statisticShapes.count == statistics)
    #expect(graph.featureChannels == channels)
  }

  @Test func basicBlocksBearTorchvisionsNames() {
    let shapes = Architecture.resNet34.graph().parameterShapes
    #expect(shapes["conv1.weight"] == [64, 3, 7, 7])
    #expect(shapes["layer1.0.downsample.0.weight"] == nil)
    #expect(shapes["layer2.0.downsample.0.weight"] == [128, 64, 1, 1])
    #expect(shapes["layer2.0.downsample.1.bias"] == [128])
    #expect(shapes["layer4.2.conv2.weight"] == [512, 512, 3, 3])
  }

  @Test func bottlenecksBearTorchvisionsNames() {
    let graph = Architecture.resNet152.graph()
    #expect(graph.parameterShapes["layer1.0.downsample.0.weight"] == [256, 64, 1, 1])
    #expect(graph.parameterShapes["layer1.0.conv1.weight"] == [64, 64, 1, 1])
    #expect(graph.parameterShapes["layer2.7.conv2.weight"] == [128, 128, 3, 3])
    #expect(graph.parameterShapes["layer3.35.bn3.weight"] == [1024])
    #expect(graph.parameterShapes["layer4.2.conv3.weight"] == [2048, 512, 1, 1])
    #expect(graph.statisticShapes["layer4.0.downsample.1.running_var"] == [2048])
  }

  @Test func vggParametersAreNamedByTheirPlaceInTheList() {
    let plain = Architecture.vgg16.graph().parameterShapes
    #expect(
      Array(plain.keys.prefix(4)) == [
        "features.0.weight", "features.0.bias", "features.2.weight", "features.2.bias",
      ])
    #expect(plain["features.28.weight"] == [512, 512, 3, 3])
    #expect(plain["features.28.bias"] == [512])
    let normalised = Architecture.normalisedVGG16.graph()
    #expect(normalised.parameterShapes["features.40.bias"] == [512])
    #expect(normalised.parameterShapes["features.41.weight"] == [512])
    #expect(normalised.statisticShapes["features.1.running_mean"] == [64])
  }

  @Test func descriptorsOfVGGComeFromBeforeTheLastPooling() {
    let images: Shape = [1, 3, 64, 96]
    #expect(VGG(normalises: false).graph.shapes(for: images).last == [1, 512, 4, 6])
    let whole = VGG(normalises: false, ending: .lastPooling).graph
    #expect(whole.shapes(for: images).last == [1, 512, 2, 3])
    #expect(whole.parameterShapes == VGG(normalises: false).graph.parameterShapes)
  }

  @Test func theStrideOfABottleneckLiesWhereAsked() {
    #expect(strides(of: "layer2.0", placement: .spatialConvolution) == [1, 2, 1])
    #expect(strides(of: "layer2.0", placement: .firstConvolution) == [2, 1, 1])
    #expect(strides(of: "layer1.0", placement: .firstConvolution) == [1, 1, 1])
  }

  @Test func aNarrowNetworkHasNarrowStages() {
    let graph = Architecture.resNet50.graph(width: 8)
    #expect(graph.parameterShapes["conv1.weight"] == [8, 3, 7, 7])
    #expect(graph.parameterShapes["layer2.0.conv3.weight"] == [64, 16, 1, 1])
    #expect(graph.featureChannels == 256)
  }

  @Test func onlyResidualNetworksHaveAChoiceOfWidth() {
    #expect(Architecture.resNet101.standardWidth == 64)
    #expect(Architecture.vgg16.standardWidth == nil)
    #expect(Architecture.normalisedVGG16.standardWidth == nil)
  }

  @Test func biasesBeginAtZero() {
    let weights = NetworkWeights(initialising: Architecture.vgg16.graph(), seed: 3)
    #expect(weights.parameters["features.5.bias"] == Tensor(repeating: 0, shape: [128]))
    let elements = weights.parameters["features.5.weight"]?.elements ?? []
    let variance = elements.reduce(0) { $0 + Double($1) * Double($1) } / Double(elements.count)
    // He's variance for a fan-out of 128 · 9. Five deviations, each √(2/73,728).
    #expect(abs(variance / (2 / 1152.0) - 1) < 0.026)
  }

  private func strides(of block: String, placement: ResNet.StridePlacement) -> [Int] {
    ResNet(depth: .resNet50, stridePlacement: placement).graph.nodes.compactMap {
      guard case .convolution(let name, _, _, let stride, _, _) = $0.operation,
        name.hasPrefix("\(block).conv")
      else { return nil }
      return stride
    }
  }
}
