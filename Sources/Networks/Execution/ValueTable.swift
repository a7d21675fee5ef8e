internal import Kernels

/// The buffers of a network's values while it is compiled, and the steps that fill them.
///
/// A value may be wanted in more than one layout; each change of layout is compiled once.
final class ValueTable {
  let context: ComputeContext
  private(set) var steps: [KernelStep] = []
  private var versions: [Int: [Memory]] = [:]

  init(context: ComputeContext) {
    self.context = context
  }

  func append(_ step: KernelStep) {
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
    if let found = versions[value]?.first(where: { $0.layout == layout }) { return found }
    let converted = try converted(memory(of: value), to: layout)
    versions[value, default: []].append(converted)
    return converted
  }

  /// Returns a buffer's content in a given layout; the same buffer where the layout is right.
  func converted(_ memory: Memory, to layout: Layout) throws(KernelError) -> Memory {
    guard memory.layout != layout else { return memory }
    let result = try Memory(layout, in: context)
    let reorder = try Kernel.reorder(from: memory.layout, to: layout, in: context)
    steps.append(reorder.bound(to: [.source: memory, .destination: result]))
    return result
  }

  /// Returns a new buffer with the sum of two, in the layout of the first.
  func sum(_ first: Memory, _ second: Memory) throws(KernelError) -> Memory {
    let result = try Memory(first.layout, in: context)
    let addition = try Kernel.addition(first.layout, rectifies: false, in: context)
    steps.append(
      addition.bound(to: [
        .source: first, .secondSource: try converted(second, to: first.layout),
        .destination: result,
      ]))
    return result
  }

  func run() throws(KernelError) {
    for step in steps { try step.run() }
  }
}
