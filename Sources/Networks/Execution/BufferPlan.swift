internal import Kernels

/// Finds places in one arena for the buffers of a list of steps, so that buffers whose lives do not
/// overlap share memory.
///
/// A buffer lives from the first step that names it to the last. Places depend on the steps alone.
final class BufferPlan {
  /// The bytes of arena that the plan takes.
  private(set) var byteCount = 0

  private let context: ComputeContext
  private var buffers: [Buffer] = []
  private var indices: [ObjectIdentifier: Int] = [:]
  private var placedGeneration = 0

  private struct Buffer {
    let memory: Memory
    var first = Int.max
    var last = Int.min
    var offset = 0

    /// Its bytes, a whole number of cache lines.
    var byteCount: Int { (memory.layout.byteCount + 63) / 64 * 64 }

    func overlaps(_ other: Buffer) -> Bool { first <= other.last && other.first <= last }
  }

  init(context: ComputeContext) {
    self.context = context
  }

  /// Returns a new buffer that will have a place in the arena.
  func memory(_ layout: Layout) throws(KernelError) -> Memory {
    let memory = try Memory(unplaced: layout, in: context)
    indices[ObjectIdentifier(memory)] = buffers.count
    buffers.append(Buffer(memory: memory))
    return memory
  }

  /// Makes a buffer live at a step, though the step may not name it.
  func keep(_ memory: Memory, at step: Int) {
    guard let index = indices[ObjectIdentifier(memory)] else { return }
    buffers[index].first = min(buffers[index].first, step)
    buffers[index].last = max(buffers[index].last, step)
  }

  /// Decides all places: largest buffers first, each at the lowest offset that is free all its life.
  func arrange(_ steps: [any ComputeStep]) {
    for (number, step) in steps.enumerated() {
      for memory in step.buffers { keep(memory, at: number) }
    }
    var arranged: [Int] = []
    for index in buffers.indices.sorted(by: isArrangedBefore) {
      let neighbours = arranged.map { buffers[$0] }
        .filter { $0.overlaps(buffers[index]) }
        .sorted { $0.offset < $1.offset }
      var offset = 0
      for neighbour in neighbours where neighbour.offset < offset + buffers[index].byteCount {
        offset = max(offset, neighbour.offset + neighbour.byteCount)
      }
      buffers[index].offset = offset
      byteCount = max(byteCount, offset + buffers[index].byteCount)
      arranged.append(index)
    }
  }

  private func isArrangedBefore(_ first: Int, _ second: Int) -> Bool {
    let (left, right) = (buffers[first].byteCount, buffers[second].byteCount)
    return left == right ? first < second : left > right
  }

  /// Puts every buffer at its place, unless it stands there already.
  func place(in arena: ComputeArena) throws(KernelError) {
    arena.reserve(max(byteCount, 64))
    guard placedGeneration != arena.generation else { return }
    for buffer in buffers { try buffer.memory.place(at: buffer.offset, of: arena) }
    placedGeneration = arena.generation
  }
}
