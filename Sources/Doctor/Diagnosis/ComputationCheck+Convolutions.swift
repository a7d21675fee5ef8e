import Kernels
import Tensors

extension ComputationCheck {
  /// Checks of convolutions and both their gradients, as defined and by Winograd's filtering.
  ///
  /// The channels exceed the blocks of 8 or 16 in which the kernels keep them, and one number of
  /// channels divides by neither.
  static var convolutions: [ComputationCheck] {
    [
      ConvolutionGeometry(
        input: [2, 32, 13, 11], filters: 64, kernelSize: 3, stride: 1, padding: 1),
      ConvolutionGeometry(
        input: [1, 32, 14, 15], filters: 40, kernelSize: 3, stride: 2, padding: 1),
      ConvolutionGeometry(
        input: [2, 64, 9, 10], filters: 96, kernelSize: 1, stride: 1, padding: 0),
      ConvolutionGeometry(
        input: [1, 3, 33, 29], filters: 32, kernelSize: 7, stride: 2, padding: 3),
    ].flatMap { ConvolutionProbe($0).checks }
  }
}

/// One convolution with random operands, by a fast kernel and by plain loops.
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
    // Where Winograd's filtering does not take the shape, both choices would check the same twice.
    let choices: [ConvolutionChoice] =
      geometry.hasWinograd ? [.direct, .winograd] : [.direct]
    return choices.flatMap { choice in
      [
        check("convolution", choice, expected: expectedOutput, found: { try output(choice) }),
        check(
          "input gradient", choice, expected: { expectedGradients().images },
          found: { try imageGradient(choice) }),
        check(
          "weight gradient", choice, expected: { expectedGradients().filters },
          found: { try filterGradient(choice) }),
      ]
    }
  }

  private func check(
    _ name: String, _ choice: ConvolutionChoice, expected: @escaping () -> Tensor,
    found: @escaping () throws -> Tensor
  ) -> ComputationCheck {
    let side = geometry.kernelSize
    return ComputationCheck(
      name: (choice == .winograd ? "Winograd " : "")
        + "\(name), \(geometry.input) by \(geometry.filters) filters of \(side)×\(side), "
        + "stride \(geometry.stride)",
      library: "kernels",
      tolerance: choice == .direct
        ? ComputationCheck.float32Accumulation : ComputationCheck.winograd,
      expected: { expected().elements }, found: { try found().elements })
  }

  private func expectedOutput() -> Tensor {
    referenceConvolve(images, filters: filters, bias: bias, geometry: geometry)
  }

  private func expectedGradients() -> (images: Tensor, filters: Tensor) {
    referenceConvolveBackward(images, filters: filters, gradient: gradient, geometry: geometry)
  }

  private func output(_ choice: ConvolutionChoice) throws -> Tensor {
    let context = try ComputeContext()
    let convolution = try Convolution(
      geometry, hasBias: true, choice: choice, in: context)
    let result = try Memory(convolution.destination, in: context)
    try convolution.step(
      source: memory(images, as: convolution.source, in: context),
      filters: prepared(as: convolution.filterForm, in: context),
      bias: plain(Tensor(shape: [bias.count], elements: bias), in: context), destination: result
    ).run()
    return try tensor(result, geometry.output, in: context)
  }

  private func imageGradient(_ choice: ConvolutionChoice) throws -> Tensor {
    let context = try ComputeContext()
    let kernel = try ConvolutionInputGradient(of: forward(choice, in: context), choice: choice)
    let result = try Memory(kernel.sourceGradient, in: context)
    try kernel.step(
      destinationGradient: memory(gradient, as: kernel.destinationGradient, in: context),
      filters: prepared(as: kernel.filterForm, in: context), sourceGradient: result
    ).run()
    return try tensor(result, images.shape, in: context)
  }

  private func filterGradient(_ choice: ConvolutionChoice) throws -> Tensor {
    let context = try ComputeContext()
    let kernel = try ConvolutionFilterGradient(
      of: forward(choice, in: context), hasBias: false, choice: choice)
    let result = try Memory(kernel.filterGradient, in: context)
    try kernel.step(
      source: memory(images, as: kernel.source, in: context),
      destinationGradient: memory(gradient, as: kernel.destinationGradient, in: context),
      filterGradient: result, biasGradient: nil
    ).run()
    return try tensor(result, filters.shape, in: context)
  }

  private func forward(
    _ choice: ConvolutionChoice, in context: ComputeContext
  ) throws -> Convolution {
    try Convolution(geometry, hasBias: false, choice: choice, in: context)
  }

  private func prepared(as form: FilterForm, in context: ComputeContext) throws -> Memory {
    let source = try plain(filters, in: context)
    let result = try form.memory(in: context)
    try form.preparation(from: source, to: result, in: context).run()
    return result
  }

  private func plain(_ tensor: Tensor, in context: ComputeContext) throws -> Memory {
    let memory = try Memory(Layout(tensor.shape), in: context)
    memory.write(tensor.elements)
    return memory
  }

  private func memory(
    _ tensor: Tensor, as layout: Layout, in context: ComputeContext
  ) throws -> Memory {
    try converted(plain(tensor, in: context), to: layout, in: context)
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
    try LayoutChange.step(from: memory, to: result, in: context).run()
    return result
  }
}
