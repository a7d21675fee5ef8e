import Masonry
import Rendering
import Tensors

/// Materials and windows that only some kinds of building have.
extension Architect {
  /// Draws one of some colours, given as sRGB, a little varied.
  mutating func tone(of choices: [UInt32], by amount: Float = 0.14) -> Colour {
    Style.varied(colour(generator.pick(choices)), by: amount, &generator)
  }

  /// Adds a smooth coat of paint, lime or metal, and returns its index.
  mutating func coat(_ colour: Colour, stain: Float = 0.25) -> Int32 {
    stock.add(Material(base: colour, second: .zero, stain: stain, offset: draw(0, 90)))
  }

  /// Adds boards that lap like tiles, or that stand upright, and returns their index.
  mutating func boards(_ colour: Colour, areUpright: Bool) -> Int32 {
    let width = draw(0.3, 0.6)
    return stock.add(
      Material(
        pattern: areUpright ? .seams : .tiles, base: colour, second: colour * 0.55,
        scale: areUpright ? SIMD2(width * 1.4, 1) : SIMD2(2.4, width), variation: 0.25,
        stain: 0.4, offset: draw(0, 90)))
  }

  /// Adds a wall of large blocks.
  ///
  /// - Parameters:
  ///   - colour: the blocks' mean colour.
  ///   - height: of a course in metres.
  ///   - variation: how much single blocks differ in brightness, 0 to 1.
  /// - Returns: its index.
  mutating func blocks(_ colour: Colour, height: Float, variation: Float = 0.35) -> Int32 {
    stock.add(
      Material(
        pattern: .courses, base: colour, second: colour * 0.6,
        scale: SIMD2(height * draw(1.3, 2.4), height), variation: variation, stain: 0.5,
        joint: 0.06, offset: draw(0, 90)))
  }

  /// Adds bands of two colours, as on steps or seats, and returns their index.
  mutating func stripes(_ first: Colour, _ second: Colour, height: Float) -> Int32 {
    stock.add(
      Material(
        pattern: .bands, base: first, second: second, scale: SIMD2(1, height), stain: 0.3,
        offset: draw(0, 90)))
  }

  /// Adds thatch and returns its index.
  mutating func thatch(_ colour: Colour) -> Int32 {
    stock.add(
      Material(
        pattern: .foliage, base: colour * 1.2, second: colour * 0.6, offset: draw(0, 90)))
  }

  /// Adds panes between bars and returns their index.
  mutating func glazing(_ glass: Colour, bars: Colour, pane: SIMD2<Float>, joint: Float) -> Int32 {
    stock.add(
      Material(
        pattern: .panes, base: glass, second: bars, scale: pane, variation: 0.45, stain: 0.25,
        joint: joint, offset: draw(0, 90)))
  }

  /// Adds crossed bars before a ground of another colour, and returns their index.
  mutating func crossedBars(_ bars: Colour, ground: Colour, size: SIMD2<Float>) -> Int32 {
    stock.add(
      Material(
        pattern: .timber, base: ground, second: bars, scale: size, stain: 0.25,
        offset: draw(0, 90)))
  }

  /// Adds water with ripples and returns its index.
  mutating func water() -> Int32 {
    let tone = self.tone(of: [0x5c7c8c, 0x4c6c74, 0x60806c, 0x6c8ca4], by: 0.12)
    return stock.add(
      Material(pattern: .relief, base: tone, second: tone, stain: 0.1, offset: draw(0, 90)))
  }

  /// Adds a dark arch without glass to the windows and returns its index.
  mutating func hollowArch(width: Float, height: Float, frame: Float = 0.25) -> Int32 {
    let stone = tone(of: [0xd0c4a8, 0xb8a888, 0xe0d8c8, 0x9c8c74], by: 0.08)
    return stock.add(
      Opening(
        shape: .round, size: SIMD2(width, height), frame: frame, frameColour: stone,
        glassColour: Colour(0.05, 0.045, 0.045), panes: SIMD2(1, 1), sill: 0, lit: 0))
  }
}
