import Tensors

/// Repeatable irregularity: hashed cells and smooth noise on a plane.
struct Noise: Sendable {
  private static let side = 128

  private let values: [Float]

  /// Creates the one noise plane that every picture shares; offsets give each instance its own part.
  init() {
    var generator = SeededGenerator(seed: 0, purpose: "noise plane")
    values = (0..<Self.side * Self.side).map { _ in generator.uniform() }
  }

  /// The shared plane.
  static let shared = Noise()

  /// Returns smooth noise in 0...1 at a position; features are about one unit wide.
  @inline(__always)
  func value(_ x: Float, _ y: Float) -> Float {
    let column = wholePart(x)
    let row = wholePart(y)
    var fx = x - Float(column)
    var fy = y - Float(row)
    fx = fx * fx * (3 - 2 * fx)
    fy = fy * fy * (3 - 2 * fy)
    let left = Int(column & 127)
    let right = Int((column &+ 1) & 127)
    let top = Int(row & 127) << 7
    let bottom = Int((row &+ 1) & 127) << 7
    return mix(
      mix(values[top + left], values[top + right], fx),
      mix(values[bottom + left], values[bottom + right], fx), fy)
  }

  /// Returns noise in 0...1 with detail at three scales.
  @inline(__always)
  func layered(_ x: Float, _ y: Float) -> Float {
    value(x, y) * 0.55 + value(x * 2.1 + 17, y * 2.1 + 5) * 0.3
      + value(x * 4.3 + 31, y * 4.3 + 47) * 0.15
  }

  /// Returns a draw in 0..<1 that belongs to one cell of a grid.
  @inline(__always)
  static func cell(_ column: Int32, _ row: Int32) -> Float {
    var hash = UInt32(bitPattern: column &* 0x27d4_eb2d ^ row &* 0x1656_67b1) &+ 0x9e37_79b9
    hash ^= hash >> 15
    hash = hash &* 0x85eb_ca6b
    hash ^= hash >> 13
    hash = hash &* 0xc2b2_ae35
    return Float((hash >> 12) & 0xffff) * 0x1p-16
  }
}
