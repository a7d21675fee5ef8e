import Kernels
import Tensors

/// Runs compiled kernels on plain tensors, so that they can be compared with their reference.
struct KernelHarness {
  let context: ComputeContext

  init() throws {
    context = try ComputeContext()
  }

  /// Returns a tensor's elements in the layout a kernel wants.
  func memory(_ tensor: Tensor, as layout: Layout?) throws -> Memory {
    let plain = try Memory(Layout(tensor.shape), in: context)
    plain.write(tensor.elements)
    guard let layout, layout != plain.layout else { return plain }
    return try converted(plain, to: layout)
  }

  func vector(_ elements: [Float]) throws -> Memory {
    let memory = try Memory(Layout([elements.count]), in: context)
    memory.write(elements)
    return memory
  }

  /// Returns a buffer as a plain tensor.
  func tensor(_ memory: Memory, _ shape: Shape) throws -> Tensor {
    Tensor(shape: shape, elements: try converted(memory, to: Layout(shape)).read())
  }

  /// Runs one convolution with its filters in the form it wants.
  func convolve(
    _ geometry: ConvolutionGeometry, _ choice: ConvolutionChoice, _ images: Tensor,
    _ filters: Tensor, bias: [Float], onto shortcut: Tensor?, then operations: [PostOperation]
  ) throws -> Tensor {
    let convolution = try Convolution(
      geometry, hasBias: true, choice: choice, then: operations, in: context)
    let output =
      if let shortcut {
        try memory(shortcut, as: convolution.destination)
      } else {
        try Memory(convolution.destination, in: context)
      }
    try convolution.step(
      source: memory(images, as: convolution.source),
      filters: prepared(filters, as: convolution.filterForm), bias: vector(bias),
      destination: output
    ).run()
    return try tensor(output, geometry.output)
  }

  /// Runs both gradients of one convolution, and that of a bias.
  func convolutionGradients(
    _ geometry: ConvolutionGeometry, _ choice: ConvolutionChoice, _ images: Tensor,
    _ filters: Tensor, _ gradientValue: Tensor
  ) throws -> (images: Tensor, filters: Tensor, bias: [Float]) {
    let forward = try Convolution(
      geometry, hasBias: false, choice: choice, in: context)
    let input = try ConvolutionInputGradient(of: forward, choice: choice)
    let imageGradient = try Memory(input.sourceGradient, in: context)
    try input.step(
      destinationGradient: memory(gradientValue, as: input.destinationGradient),
      filters: prepared(filters, as: input.filterForm), sourceGradient: imageGradient
    ).run()
    let filter = try ConvolutionFilterGradient(of: forward, hasBias: false, choice: choice)
    let filterGradient = try Memory(filter.filterGradient, in: context)
    try filter.step(
      source: memory(images, as: filter.source),
      destinationGradient: memory(gradientValue, as: filter.destinationGradient),
      filterGradient: filterGradient, biasGradient: nil
    ).run()
    return (
      try tensor(imageGradient, images.shape), try tensor(filterGradient, filters.shape),
      try biasGradient(of: forward, choice, images, gradientValue)
    )
  }

  private func biasGradient(
    of forward: Convolution, _ choice: ConvolutionChoice, _ images: Tensor, _ gradientValue: Tensor
  ) throws -> [Float] {
    let kernel = try ConvolutionFilterGradient(of: forward, hasBias: true, choice: choice)
    let gradient = try vector(Array(repeating: 0, count: gradientValue.shape.channels))
    try kernel.step(
      source: memory(images, as: kernel.source),
      destinationGradient: memory(gradientValue, as: kernel.destinationGradient),
      filterGradient: Memory(kernel.filterGradient, in: context), biasGradient: gradient
    ).run()
    return gradient.read()
  }

  private func prepared(_ filters: Tensor, as form: FilterForm) throws -> Memory {
    let plain = try memory(filters, as: nil)
    let result = try form.memory(in: context)
    try form.preparation(from: plain, to: result, in: context).run()
    return result
  }

  private func converted(_ memory: Memory, to layout: Layout) throws -> Memory {
    guard memory.layout != layout else { return memory }
    let result = try Memory(layout, in: context)
    try LayoutChange.step(from: memory, to: result, in: context).run()
    return result
  }
}

/// Returns ‖a − b‖ / ‖b‖.
func relativeError(_ found: [Float], _ expected: [Float]) -> Float {
  let difference = zip(found, expected).reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  let norm = expected.reduce(Float(0)) { $0 + $1 * $1 }
  return (difference / max(norm, .leastNormalMagnitude)).squareRoot()
}

enum Tolerance {
  /// Sums of a few hundred products of 24-bit significands, in another order: a few units in the
  /// last place each, growing with the square root of their number.
  static let float32Accumulation: Float = 2e-6

  /// The transforms of Winograd's filtering add a few digits of cancellation (Lavin and Gray 2016,
  /// table 4): up to ten times the error of plain sums.
  static let winograd: Float = 2e-5

  static func of(_ choice: ConvolutionChoice) -> Float {
    choice == .direct ? float32Accumulation : winograd
  }
}

extension Tensor {
  /// The sum of each channel over batch, height and width.
  var channelSums: [Float] {
    let area = shape.height * shape.width
    var sums = [Double](repeating: 0, count: shape.channels)
    for (index, value) in elements.enumerated() {
      sums[index / area % shape.channels] += Double(value)
    }
    return sums.map(Float.init)
  }
}
