import Kernels
import Networks
import Tensors
import Testing

@Suite struct NetworkGoldenTests {
  static let labels = [
    "resnet18", "resnet34", "resnet50", "resnet50, stride in the first convolution", "resnet101",
    "resnet152", "vgg16", "vgg16_bn",
  ]

  /// Relative to the norm of what is compared.
  ///
  /// PyTorch's float32 is up to 2e-6 from its float64 (`distance` in the golden file): so is any
  /// order of the sums, and the two together stay well below this.
  let directTolerance: Float = 1e-5

  /// Winograd's F(4×4, 3×3) scales by up to 8 and subtracts again (Lavin and Gray 2016), so that
  /// about one digit more is lost to rounding.
  let winogradTolerance: Float = 1e-4

  @Test(arguments: labels) func directConvolutionGivesPyTorchsFeatures(label: String) throws {
    let golden = try NetworkGolden.named(label)
    let settings = ComputeSettings(precision: .float32, convolution: .direct)
    let features = try features(of: golden, settings: settings)
    #expect(features.shape.lengths == golden.featureShape)
    #expect(relativeError(golden.slice(of: features), golden.values) < directTolerance)
    #expect(relativeError(descriptor(of: features), golden.descriptor) < directTolerance)
    #expect(abs(norm(features.elements) / golden.norm - 1) < directTolerance)
  }

  @Test(arguments: labels) func winogradConvolutionGivesPyTorchsFeatures(label: String) throws {
    let golden = try NetworkGolden.named(label)
    let settings = ComputeSettings(precision: .float32, convolution: .winograd)
    let features = try features(of: golden, settings: settings)
    #expect(relativeError(golden.slice(of: features), golden.values) < winogradTolerance)
    #expect(relativeError(descriptor(of: features), golden.descriptor) < winogradTolerance)
  }

  /// PyTorch's own bfloat16 keeps a cosine of 0.99997 and more (`bfloat16Cosine` in the golden file).
  @Test(
    .enabled(
      if: Precision.bfloat16.isSupported,
      "this processor has no bfloat16 instructions"),
    arguments: labels)
  func bfloat16KeepsTheDirectionOfTheDescriptor(label: String) throws {
    let golden = try NetworkGolden.named(label)
    let settings = ComputeSettings(precision: .bfloat16, convolution: .direct)
    let found = descriptor(of: try features(of: golden, settings: settings))
    let product = zip(found, golden.descriptor).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(product / (norm(found) * norm(golden.descriptor)) > 0.999)
  }

  private func features(of golden: NetworkGolden, settings: ComputeSettings) throws -> Tensor {
    let graph = try golden.graph()
    let network = try InferenceNetwork(
      graph, weights: golden.weights(of: graph), settings: settings)
    return try network.features(of: GoldenTensors.images(Shape(golden.imageShape)))
  }

  /// Returns the start of the first image's descriptor.
  private func descriptor(of features: Tensor) -> ArraySlice<Float> {
    GeneralizedMean(exponent: 3)(features).elements.prefix(64)
  }
}
