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

  private func converted(_ memory: Memory, to layout: Layout) throws -> Memory {
    guard memory.layout != layout else { return memory }
    let result = try Memory(layout, in: context)
    try Kernel.reorder(from: memory.layout, to: layout, in: context)
      .bound(to: [.source: memory, .destination: result]).run()
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
}
