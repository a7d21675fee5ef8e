/// The lengths of a tensor's axes, outermost first.
///
/// A batch of pixels or feature maps is (batch, channel, height, width); the named accessors read
/// such a shape.
public struct Shape: Sendable, Hashable, ExpressibleByArrayLiteral, CustomStringConvertible {
  /// The length of each axis, outermost first; every one is at least 0.
  public let lengths: [Int]

  /// Creates a shape from the lengths of its axes, outermost first.
  public init(_ lengths: [Int]) {
    precondition(lengths.allSatisfy { $0 >= 0 }, "expected lengths of at least 0, found \(lengths)")
    self.lengths = lengths
  }

  /// Creates a shape from its axes, written as a list.
  public init(arrayLiteral elements: Int...) {
    self.init(elements)
  }

  /// The number of axes.
  public var rank: Int { lengths.count }

  /// The number of elements a tensor of this shape holds; 1 for a scalar.
  public var elementCount: Int { lengths.reduce(1, *) }

  /// The length of one axis.
  public subscript(axis: Int) -> Int { lengths[axis] }

  /// The number of images: the length of axis 0.
  public var batch: Int { lengths[0] }

  /// The number of channels: the length of axis 1.
  public var channels: Int { lengths[1] }

  /// The number of pixel rows: the length of axis 2.
  public var height: Int { lengths[2] }

  /// The number of pixel columns: the length of axis 3.
  public var width: Int { lengths[3] }

  /// The lengths with a multiplication sign between them.
  public var description: String { lengths.map(String.init).joined(separator: "×") }
}

/// A dense array of 32-bit floats, the last axis contiguous.
public struct Tensor: Sendable, Equatable {
  /// The lengths of the axes.
  public let shape: Shape

  /// The elements, last axis fastest; `shape.elementCount` of them.
  public var elements: [Float]

  /// Creates a tensor that owns the given elements.
  ///
  /// - Parameters:
  ///   - shape: the lengths of the axes.
  ///   - elements: the values, last axis fastest; exactly `shape.elementCount` of them.
  public init(shape: Shape, elements: [Float]) {
    precondition(
      elements.count == shape.elementCount,
      "expected \(shape.elementCount) elements for shape \(shape), found \(elements.count)")
    self.shape = shape
    self.elements = elements
  }

  /// Creates a tensor whose elements all have one value.
  public init(repeating value: Float, shape: Shape) {
    self.init(shape: shape, elements: Array(repeating: value, count: shape.elementCount))
  }

  /// Creates a tensor of independent draws from a normal distribution of mean 0.
  ///
  /// - Parameters:
  ///   - shape: the lengths of the axes.
  ///   - deviation: the standard deviation of the draws.
  ///   - generator: the source of the draws; consumed in element order.
  public init(
    normal shape: Shape, deviation: Float, using generator: inout SeededGenerator
  ) {
    self.init(
      shape: shape,
      elements: (0..<shape.elementCount).map { _ in generator.normal() * deviation })
  }

  /// Creates a tensor of independent draws from an interval.
  ///
  /// - Parameters:
  ///   - shape: the lengths of the axes.
  ///   - interval: the lower bound is included, the upper one is not.
  ///   - generator: the source of the draws; consumed in element order.
  public init(
    uniform shape: Shape, in interval: Range<Float>, using generator: inout SeededGenerator
  ) {
    self.init(
      shape: shape,
      elements: (0..<shape.elementCount).map { _ in generator.uniform(in: interval) })
  }

  /// Returns the same elements under another shape of equal size.
  public func reshaped(to shape: Shape) -> Tensor {
    Tensor(shape: shape, elements: elements)
  }
}
