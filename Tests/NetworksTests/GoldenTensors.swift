import Networks
import Tensors

/// Tensors that Tests/Reference/golden_tensors.py makes by the same formula, to the same bits.
enum GoldenTensors {
  /// Returns offset + scale · draw, the draws uniform in −1…1 and a function of the name alone.
  static func draws(_ name: String, _ shape: Shape, scale: Float, offset: Float = 0) -> Tensor {
    var generator = SplitMix64(name: name)
    let elements = (0..<shape.elementCount).map { _ in
      let top = Int32(truncatingIfNeeded: generator.next() >> 40)
      return offset + scale * (Float(2 * top + 1 - 0x100_0000) * 0x1p-24)
    }
    return Tensor(shape: shape, elements: elements)
  }

  /// Returns smooth noise, bilinear between values 16 pixels apart, with rough noise on it; the shape
  /// is (batch, channel, height, width).
  static func images(_ shape: Shape) -> Tensor {
    let (rows, columns) = (shape.height / 16 + 2, shape.width / 16 + 2)
    let coarse = bytes("smooth", count: shape.batch * shape.channels * rows * columns)
    let rough = bytes("rough", count: shape.elementCount)
    let area = shape.height * shape.width
    let elements = rough.indices.map { index in
      let (y, x) = (index % area / shape.width, index % shape.width)
      let corner = (index / area * rows + y / 16) * columns + x / 16
      let (down, right) = (y % 16, x % 16)
      let upper = (16 - right) * coarse[corner] + right * coarse[corner + 1]
      let lower = (16 - right) * coarse[corner + columns] + right * coarse[corner + columns + 1]
      let level = (16 - down) * upper + down * lower + 64 * rough[index]
      return Float(level - 40_800) * 0x1p-14
    }
    return Tensor(shape: shape, elements: elements)
  }

  /// Returns a parameter as of a trained network: He's deviation for filters, scales near 1.
  static func parameter(_ name: String, _ shape: Shape) -> Tensor {
    if shape.rank > 1 {
      let fanIn = Float(shape.elementCount / shape[0])
      return draws(name, shape, scale: (6 / fanIn).squareRoot())
    }
    return name.hasSuffix(".weight")
      ? draws(name, shape, scale: 0.25, offset: 1) : draws(name, shape, scale: 0.125)
  }

  private static func bytes(_ name: String, count: Int) -> [Int] {
    var generator = SplitMix64(name: name)
    return (0..<count).map { _ in Int(generator.next() >> 56) }
  }
}
