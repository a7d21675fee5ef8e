internal import Kernels

/// The buffers of a network's values while it is compiled, and the steps that fill them.
///
/// A value may be wanted in more than one layout; each change of layout is compiled once.
final class ValueTable {
  let context: ComputeContext
  let plan: BufferPlan
  private(set) var steps: [any ComputeStep] = []
  private var versions: [Int: [Memory]] = [:]

  init(context: ComputeContext, plan: BufferPlan) {
    self.context = context
    self.plan = plan
  }

  func append(_ step: any ComputeStep) {
    steps.append(step)
  }

  /// Says that a value now stands in a buffer.
  func define(_ value: Int, as memory: Memory) {
    versions[value, default: []].insert(memory, at: 0)
  }

  /// Returns the value in the layout its own kernel wrote.
  func memory(of value: Int) -> Memory {
    guard let memory = versions[value]?.first else {
      preconditionFailure("expected value \(value) to be computed before it is read")
    }
    return memory
  }

  /// Returns the value in a given layout, changing its layout if it must.
  func memory(of value: Int, as layout: Layout) throws(KernelError) -> Memory {
    if let found = version(of: value, as: layout) { return found }
    let converted = try converted(memory(of: value), to: layout)
    versions[value, default: []].append(converted)
    return converted
  }

  /// Returns the value in a given layout if it stands in one already.
  func version(of value: Int, as layout: Layout) -> Memory? {
    versions[value]?.first { $0.layout == layout }
  }

  /// Returns a buffer's content in a given layout; the same buffer where the layout is right.
  func converted(_ memory: Memory, to layout: Layout) throws(KernelError) -> Memory {
    guard memory.layout != layout else { return memory }
    let result = try plan.memory(layout)
    try copy(memory, to: result)
    return result
  }

  /// Copies a buffer's content into another one, of any layout of the same shape.
  func copy(_ source: Memory, to destination: Memory) throws(KernelError) {
    steps.append(try LayoutChange.step(from: source, to: destination, in: context))
  }

  /// Returns a new buffer with the sum of two, in the layout of the first.
  func sum(_ first: Memory, _ second: Memory) throws(KernelError) -> Memory {
    let result = try plan.memory(first.layout)
    steps.append(
      Elementwise.addition(
        first, try converted(second, to: first.layout), to: result, rectifies: false))
    return result
  }

  func run() throws(KernelError) {
    for step in steps { try step.run() }
  }
}
