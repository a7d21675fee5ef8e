import Tensors
import Testing

/// Elements at an address that the kernels accept.
///
/// A new one holds NaN, so that a kernel is seen that reads what it has not written; and what lies before
/// and behind it is looked at in the end.
@safe final class AlignedBuffer<Element: BinaryFloatingPoint> {
  /// The first element, at the start of a cache line.
  let start: UnsafeMutablePointer<Element>

  private let count: Int
  private static var guardCount: Int { 32 }
  private static var guardValue: Element { -12_345 }

  /// Makes room for some elements.
  init(_ count: Int) {
    self.count = count
    let all = count + 2 * Self.guardCount
    unsafe start =
      UnsafeMutableRawPointer.allocate(
        byteCount: all * MemoryLayout<Element>.stride, alignment: 64
      ).bindMemory(to: Element.self, capacity: all) + Self.guardCount
    unsafe (start - Self.guardCount).initialize(repeating: Self.guardValue, count: all)
    unsafe start.update(repeating: .nan, count: count)
  }

  /// Copies some elements.
  convenience init(_ elements: [Element]) {
    self.init(elements.count)
    for (place, element) in elements.enumerated() { unsafe start[place] = element }
  }

  deinit {
    let isIntact = (1...Self.guardCount).allSatisfy {
      unsafe start[-$0] == Self.guardValue && start[count + $0 - 1] == Self.guardValue
    }
    #expect(isIntact, "a kernel wrote beside its memory of \(count) elements")
    unsafe (start - Self.guardCount).deallocate()
  }

  /// What it holds.
  var elements: [Element] { unsafe Array(UnsafeBufferPointer(start: start, count: count)) }
}

extension Tensor {
  /// The elements in (batch, channel / lanes, height, width, lanes), with 0 for channels that only fill up
  /// the last block; as they are for one lane.
  func inBlocks(of lanes: Int) -> [Float] {
    let area = shape.height * shape.width
    let channels = shape.channels
    let blocks = (channels + lanes - 1) / lanes
    var result = [Float](repeating: 0, count: shape.batch * blocks * area * lanes)
    for plane in 0..<shape.batch * channels {
      let (image, channel) = plane.quotientAndRemainder(dividingBy: channels)
      let first = (image * blocks + channel / lanes) * area * lanes + channel % lanes
      for pixel in 0..<area { result[first + pixel * lanes] = elements[plane * area + pixel] }
    }
    return result
  }
}
