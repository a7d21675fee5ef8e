import Kernels
import Tensors
import Testing

@Suite struct ConvolutionTests {
  static let geometries = [
    ConvolutionGeometry(input: [2, 3, 19, 17], filters: 16, kernelSize: 7, stride: 2, padding: 3),
    ConvolutionGeometry(input: [3, 16, 9, 11], filters: 32, kernelSize: 3, stride: 1, padding: 1),
    ConvolutionGeometry(input: [1, 32, 8, 7], filters: 48, kernelSize: 3, stride: 2, padding: 1),
    ConvolutionGeometry(input: [2, 16, 6, 6], filters: 32, kernelSize: 1, stride: 2, padding: 0),
    ConvolutionGeometry(input: [1, 5, 1, 4], filters: 7, kernelSize: 3, stride: 1, padding: 1),
    ConvolutionGeometry(input: [3, 16, 2, 2], filters: 24, kernelSize: 3, stride: 2, padding: 1),
    ConvolutionGeometry(input: [1, 1, 1, 1], filters: 1, kernelSize: 1, stride: 1, padding: 0),
    ConvolutionGeometry(input: [5, 32, 1, 1], filters: 16, kernelSize: 3, stride: 1, padding: 1),
    ConvolutionGeometry(input: [1, 3, 7, 1], filters: 5, kernelSize: 5, stride: 2, padding: 2),
    ConvolutionGeometry(input: [1, 5, 11, 13], filters: 3, kernelSize: 3, stride: 3, padding: 0),
    ConvolutionGeometry(input: [2, 17, 5, 5], filters: 33, kernelSize: 5, stride: 1, padding: 0),
  ]

  @Test func worksOutByHand() {
    let geometry = ConvolutionGeometry(
      input: [1, 1, 2, 2], filters: 1, kernelSize: 3, stride: 1, padding: 1)
    let output = referenceConvolve(
      Tensor(shape: [1, 1, 2, 2], elements: [1, 2, 3, 4]),
      filters: Tensor(shape: [1, 1, 3, 3], elements: [0, 0, 0, 0, 1, 10, 0, 100, 0]),
      bias: [0.5], geometry: geometry)
    #expect(output.elements == [321.5, 402.5, 43.5, 4.5])
  }

  /// Every algorithm over shapes that it has a kernel for; Winograd's with both sizes of tile, maps
  /// that are no whole number of tiles, and maps smaller than one.
  static let passes: [Pass] =
    geometries.map { Pass(geometry: $0, choice: .direct) }
    + [
      ConvolutionGeometry(
        input: [2, 32, 9, 11], filters: 64, kernelSize: 3, stride: 1, padding: 1),
      ConvolutionGeometry(
        input: [1, 64, 21, 6], filters: 32, kernelSize: 3, stride: 1, padding: 1),
      ConvolutionGeometry(input: [3, 32, 2, 2], filters: 32, kernelSize: 3, stride: 1, padding: 1),
      ConvolutionGeometry(input: [1, 32, 1, 5], filters: 96, kernelSize: 3, stride: 1, padding: 1),
    ].flatMap { geometry in
      ConvolutionChoice.allCases.map { Pass(geometry: geometry, choice: $0) }
    }

  struct Pass: Sendable, CustomTestStringConvertible {
    let geometry: ConvolutionGeometry
    let choice: ConvolutionChoice
    var testDescription: String { "\(geometry.input) to \(geometry.filters), \(choice)" }
  }

  @Test(arguments: passes) func forwardEqualsReference(pass: Pass) throws {
    let harness = try KernelHarness()
    let geometry = pass.geometry
    let (images, filters, _) = Self.randomInputs(geometry)
    let bias = (0..<geometry.filters).map { Float($0) / 8 }
    let found = try harness.convolve(
      geometry, pass.choice, images, filters, bias: bias, onto: nil, then: [])
    let expected = referenceConvolve(images, filters: filters, bias: bias, geometry: geometry)
    #expect(relativeError(found.elements, expected.elements) < Tolerance.of(pass.choice))
  }

  @Test(arguments: passes) func postOperationsAddAndRectify(pass: Pass) throws {
    let harness = try KernelHarness()
    let geometry = pass.geometry
    let (images, filters, shortcut) = Self.randomInputs(geometry)
    let bias = [Float](repeating: 0, count: geometry.filters)
    let found = try harness.convolve(
      geometry, pass.choice, images, filters, bias: bias, onto: shortcut,
      then: [.addDestination, .rectify])
    let product = referenceConvolve(images, filters: filters, bias: bias, geometry: geometry)
    let expected = zip(product.elements, shortcut.elements).map { max(0, $0 + $1) }
    #expect(relativeError(found.elements, expected) < Tolerance.of(pass.choice))
  }

  @Test(arguments: passes) func gradientsEqualReference(pass: Pass) throws {
    let harness = try KernelHarness()
    let geometry = pass.geometry
    let (images, filters, gradientValue) = Self.randomInputs(geometry)
    let found = try harness.convolutionGradients(
      geometry, pass.choice, images, filters, gradientValue)
    let expected = referenceConvolveBackward(
      images, filters: filters, gradient: gradientValue, geometry: geometry)
    let tolerance = Tolerance.of(pass.choice)
    #expect(relativeError(found.images.elements, expected.images.elements) < tolerance)
    #expect(relativeError(found.filters.elements, expected.filters.elements) < tolerance)
    let bias = gradientValue.channelSums
    #expect(relativeError(found.bias, bias) < Tolerance.float32Accumulation)
  }

  @Test func notANumberIsNotRectifiedAway() throws {
    let geometry = ConvolutionGeometry(
      input: [1, 32, 4, 4], filters: 32, kernelSize: 3, stride: 1, padding: 1)
    var (images, filters, _) = Self.randomInputs(geometry)
    images.elements[0] = .nan
    filters.elements[4] = 1
    let found = try KernelHarness().convolve(
      geometry, .winograd, images, filters, bias: Array(repeating: 0, count: 32), onto: nil,
      then: [.rectify])
    #expect(found.elements.contains { $0.isNaN })
  }

  @Test func referenceGradientsAreThoseOfTheReference() {
    let geometry = ConvolutionGeometry(
      input: [1, 2, 4, 3], filters: 3, kernelSize: 3, stride: 2, padding: 1)
    let (images, filters, gradientValue) = Self.randomInputs(geometry)
    let bias = [Float](repeating: 0, count: 3)
    let gradients = referenceConvolveBackward(
      images, filters: filters, gradient: gradientValue, geometry: geometry)
    func loss(_ images: Tensor, _ filters: Tensor) -> Double {
      zip(
        referenceConvolve(images, filters: filters, bias: bias, geometry: geometry).elements,
        gradientValue.elements
      ).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    let numericImages = numericalGradient(at: images) { loss($0, filters) }
    let numericFilters = numericalGradient(at: filters) { loss(images, $0) }
    // The loss is linear in each argument, so only rounding separates the two.
    #expect(relativeError(numericImages, gradients.images.elements) < 1e-4)
    #expect(relativeError(numericFilters, gradients.filters.elements) < 1e-4)
  }

  static func randomInputs(_ geometry: ConvolutionGeometry) -> (Tensor, Tensor, Tensor) {
    var generator = SeededGenerator(seed: 11, purpose: "convolution test")
    return (
      Tensor(normal: geometry.input, deviation: 1, using: &generator),
      Tensor(normal: geometry.weights, deviation: 0.2, using: &generator),
      Tensor(normal: geometry.output, deviation: 1, using: &generator)
    )
  }
}
