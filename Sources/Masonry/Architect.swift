package import Rendering
package import Tensors

/// Designs one building: its parts, their proportions and materials.
///
/// The building stands about the origin, its front towards -y, lengths in metres.
package struct Architect {
  package var mason = Mason()
  package let style: Style
  package let fabric: Fabric

  /// The scene's materials and windows, to which a building may add its own.
  package var stock: Stock

  package var generator: SeededGenerator

  /// Creates an architect who has built nothing yet.
  ///
  /// - Parameters:
  ///   - style: the materials of masonry.
  ///   - fabric: the other materials.
  ///   - stock: the materials and windows that both are indices into.
  ///   - generator: draws everything.
  package init(style: Style, fabric: Fabric, stock: Stock, generator: SeededGenerator) {
    (self.style, self.fabric, self.stock, self.generator) = (style, fabric, stock, generator)
  }

  /// Returns a number between two bounds.
  package mutating func draw(_ low: Float, _ high: Float) -> Float {
    generator.uniform(in: low..<high)
  }

  /// Returns a whole number between two bounds, both included.
  package mutating func count(_ low: Int, _ high: Int) -> Int {
    low + generator.integer(below: high - low + 1)
  }

  /// Returns the main wall with a window every so many metres.
  package mutating func windowed(
    _ material: Int32? = nil, small: Bool = false, pitch: SIMD2<Float>, foot: Float = 1,
    head: Float = 0.6
  ) -> Cladding {
    Cladding(
      material: material ?? style.wall, opening: small ? style.smallWindow : style.window,
      pitch: pitch, foot: foot, head: head)
  }

  /// The main wall without windows.
  package var plain: Cladding { Cladding(material: style.wall) }

  /// Ledges and columns.
  package var trim: Cladding { Cladding(material: style.trim) }
}
