import Kernels
import Tensors

extension ComputationCheck {
  /// Checks of oneDNN: convolutions and both their gradients.
  ///
  /// The channels exceed the blocks of 8 or 16 in which oneDNN keeps them, and one number of
  /// channels divides by neither.
  static var convolutions: [ComputationCheck] {
    [
      ConvolutionGeometry(
        input: [2, 48, 13, 11], filters: 64, kernelSize: 3, stride: 1, padding: 1),
      ConvolutionGeometry(
        input: [1, 32, 14, 15], filters: 40, kernelSize: 3, stride: 2, padding: 1),
      ConvolutionGeometry(
        input: [2, 64, 9, 10], filters: 96, kernelSize: 1, stride: 1, padding: 0),
      ConvolutionGeometry(
        input: [1, 3, 33, 29], filters: 32, kernelSize: 7, stride: 2, padding: 3),
    ].flatMap { ConvolutionProbe($0).checks }
  }
}

/// One convolution with random operands, by oneDNN and by plain loops.
private struct ConvolutionProbe {
  let geometry: ConvolutionGeometry
  let images: Tensor
  let filters: Tensor
  let bias: [Float]
  let gradient: Tensor

  init(_ geometry: ConvolutionGeometry) {
    var generator = SeededGenerator(seed: 0, purpose: "check convolution")
    self.geometry = geometry
    images = Tensor(normal: geometry.input, deviation: 1, using: &generator)
    filters = Tensor(normal: geometry.weights, deviation: 1, using: &generator)
    bias = (0..<geometry.filters).map { _ in generator.normal() }
    gradient = Tensor(normal: geometry.output, deviation: 1, using: &generator)
  }

  var checks: [ComputationCheck] {
    [
      check("convolution", expected: expectedOutput, found: output),
      check("input gradient", expected: { expectedGradients().images }, found: imageGradient),
      check("weight gradient", expected: { expectedGradients().filters }, found: filterGradient),
    ]
  }

  private func check(
    _ name: String, expected: @escaping () -> Tensor, found: @escaping () throws -> Tensor
  ) -> ComputationCheck {
    let side = geometry.kernelSize
    return ComputationCheck(
      name: "\(name), \(geometry.input) by \(geometry.filters) filters of \(side)×\(side), "
        + "stride \(geometry.stride)", library: "oneDNN",
      tolerance: ComputationCheck.float32Accumulation, expected: { expected().elements },
      found: { try found().elements })
  }

  private func expectedOutput() -> Tensor {
    referenceConvolve(images, filters: filters, bias: bias, geometry: geometry)
  }

  private func expectedGradients() -> (images: Tensor, filters: Tensor) {
    referenceConvolveBackward(images, filters: filters, gradient: gradient, geometry: geometry)
  }

  private func output() throws -> Tensor {
    let context = try ComputeContext()
    let kernel = try Kernel.convolution(
      geometry, hasBias: true, forTraining: false, algorithm: .direct, in: context)
    let result = try kernel.memory(for: .destination)
    try kernel.bound(to: [
      .source: memory(images, for: .source, of: kernel, in: context),
      .weights: memory(filters, for: .weights, of: kernel, in: context),
      .bias: plain(Tensor(shape: [bias.count], elements: bias), in: context),
      .destination: result,
    ]).run()
    return try tensor(result, geometry.output, in: context)
  }

  private func imageGradient() throws -> Tensor {
    let context = try ComputeContext()
    let kernel = try Kernel.convolutionBackwardData(
      geometry, algorithm: .direct, forward: forward(in: context))
    let result = try kernel.memory(for: .sourceGradient)
    try kernel.bound(to: [
      .weights: memory(filters, for: .weights, of: kernel, in: context),
      .destinationGradient: memory(gradient, for: .destinationGradient, of: kernel, in: context),
      .sourceGradient: result,
    ]).run()
    return try tensor(result, images.shape, in: context)
  }

  private func filterGradient() throws -> Tensor {
    let context = try ComputeContext()
    let kernel = try Kernel.convolutionBackwardWeights(
      geometry, algorithm: .direct, forward: forward(in: context))
    let result = try kernel.memory(for: .weightsGradient)
    try kernel.bound(to: [
      .source: memory(images, for: .source, of: kernel, in: context),
      .destinationGradient: memory(gradient, for: .destinationGradient, of: kernel, in: context),
      .weightsGradient: result,
    ]).run()
    return try tensor(result, filters.shape, in: context)
  }

  private func forward(in context: ComputeContext) throws -> Kernel {
    try Kernel.convolution(
      geometry, hasBias: false, forTraining: true, algorithm: .direct, in: context)
  }

  private func plain(_ tensor: Tensor, in context: ComputeContext) throws -> Memory {
    let memory = try Memory(Layout(tensor.shape), in: context)
    memory.write(tensor.elements)
    return memory
  }

  private func memory(
    _ tensor: Tensor, for role: Kernel.Role, of kernel: Kernel, in context: ComputeContext
  ) throws -> Memory {
    let memory = try plain(tensor, in: context)
    return try converted(memory, to: kernel.layout(of: role) ?? memory.layout, in: context)
  }

  private func tensor(
    _ memory: Memory, _ shape: Shape, in context: ComputeContext
  ) throws -> Tensor {
    Tensor(shape: shape, elements: try converted(memory, to: Layout(shape), in: context).read())
  }

  private func converted(
    _ memory: Memory, to layout: Layout, in context: ComputeContext
  ) throws -> Memory {
    guard memory.layout != layout else { return memory }
    let result = try Memory(layout, in: context)
    try Kernel.reorder(from: memory.layout, to: layout, in: context)
      .bound(to: [.source: memory, .destination: result]).run()
    return result
  }
}
