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

  @Test(arguments: geometries) func forwardEqualsReference(geometry: ConvolutionGeometry) throws {
    let harness = try KernelHarness()
    let (images, filters, _) = Self.randomInputs(geometry)
    let bias = (0..<geometry.filters).map { Float($0) / 8 }
    let kernel = try Kernel.convolution(
      geometry, hasBias: true, forTraining: false, algorithm: .direct, in: harness.context)
    let output = try kernel.memory(for: .destination)
    try kernel.bound(to: [
      .source: harness.memory(images, as: kernel.layout(of: .source)),
      .weights: harness.memory(filters, as: kernel.layout(of: .weights)),
      .bias: harness.vector(bias), .destination: output,
    ]).run()
    let expected = referenceConvolve(images, filters: filters, bias: bias, geometry: geometry)
    let found = try harness.tensor(output, geometry.output)
    #expect(relativeError(found.elements, expected.elements) < Tolerance.float32Accumulation)
  }

  @Test func postOperationsAddAndRectify() throws {
    let harness = try KernelHarness()
    let geometry = Self.geometries[1]
    let (images, filters, shortcut) = Self.randomInputs(geometry)
    let bias = [Float](repeating: 0, count: geometry.filters)
    let kernel = try Kernel.convolution(
      geometry, hasBias: true, forTraining: false, algorithm: .direct,
      then: [.addDestination, .rectify], in: harness.context)
    let output = try harness.memory(shortcut, as: kernel.layout(of: .destination))
    try kernel.bound(to: [
      .source: harness.memory(images, as: kernel.layout(of: .source)),
      .weights: harness.memory(filters, as: kernel.layout(of: .weights)),
      .bias: harness.vector(bias), .destination: output,
    ]).run()
    let product = referenceConvolve(images, filters: filters, bias: bias, geometry: geometry)
    let expected = zip(product.elements, shortcut.elements).map { max(0, $0 + $1) }
    let found = try harness.tensor(output, geometry.output)
    #expect(relativeError(found.elements, expected) < Tolerance.float32Accumulation)
  }

  @Test(arguments: geometries) func gradientsEqualReference(geometry: ConvolutionGeometry) throws {
    let harness = try KernelHarness()
    let (images, filters, slope) = Self.randomInputs(geometry)
    let forward = try Kernel.convolution(
      geometry, hasBias: false, forTraining: true, algorithm: .direct, in: harness.context)
    let data = try Kernel.convolutionBackwardData(geometry, algorithm: .direct, forward: forward)
    let weights = try Kernel.convolutionBackwardWeights(
      geometry, algorithm: .direct, forward: forward)
    let imageGradient = try data.memory(for: .sourceGradient)
    try data.bound(to: [
      .weights: harness.memory(filters, as: data.layout(of: .weights)),
      .destinationGradient: harness.memory(slope, as: data.layout(of: .destinationGradient)),
      .sourceGradient: imageGradient,
    ]).run()
    let filterGradient = try weights.memory(for: .weightsGradient)
    try weights.bound(to: [
      .source: harness.memory(images, as: weights.layout(of: .source)),
      .destinationGradient: harness.memory(slope, as: weights.layout(of: .destinationGradient)),
      .weightsGradient: filterGradient,
    ]).run()
    let expected = referenceConvolveBackward(
      images, filters: filters, gradient: slope, geometry: geometry)
    #expect(
      relativeError(
        try harness.tensor(imageGradient, images.shape).elements, expected.images.elements)
        < Tolerance.float32Accumulation)
    #expect(
      relativeError(
        try harness.tensor(filterGradient, filters.shape).elements, expected.filters.elements)
        < Tolerance.float32Accumulation)
  }

  @Test func referenceGradientsAreThoseOfTheReference() {
    let geometry = ConvolutionGeometry(
      input: [1, 2, 4, 3], filters: 3, kernelSize: 3, stride: 2, padding: 1)
    let (images, filters, slope) = Self.randomInputs(geometry)
    let bias = [Float](repeating: 0, count: 3)
    let gradients = referenceConvolveBackward(
      images, filters: filters, gradient: slope, geometry: geometry)
    func loss(_ images: Tensor, _ filters: Tensor) -> Double {
      zip(
        referenceConvolve(images, filters: filters, bias: bias, geometry: geometry).elements,
        slope.elements
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
