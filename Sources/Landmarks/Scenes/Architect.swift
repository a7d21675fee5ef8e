import Tensors

/// Designs one building: its parts, their proportions and materials.
///
/// The building stands about the origin, its front towards -y, lengths in metres.
struct Architect {
  var mason = Mason()
  let style: Style
  var generator: SeededGenerator

  /// Returns a number between two bounds.
  mutating func draw(_ low: Float, _ high: Float) -> Float {
    generator.uniform(in: low..<high)
  }

  /// Returns a whole number between two bounds, both included.
  mutating func count(_ low: Int, _ high: Int) -> Int {
    low + generator.integer(below: high - low + 1)
  }

  /// Returns the main wall with a window every so many metres.
  mutating func windowed(
    _ material: Int32? = nil, small: Bool = false, pitch: SIMD2<Float>, foot: Float = 1,
    head: Float = 0.6
  ) -> Cladding {
    Cladding(
      material: material ?? style.wall, opening: small ? style.smallWindow : style.window,
      pitch: pitch, foot: foot, head: head)
  }

  var plain: Cladding { Cladding(material: style.wall) }
  var trim: Cladding { Cladding(material: style.trim) }

  /// Builds one building of a category.
  mutating func build(_ category: Category) {
    switch category {
    case .church: buildChurch()
    case .castle: buildCastle()
    case .temple: buildTemple()
    case .skyscraper: buildSkyscraper()
    case .lighthouse: buildLighthouse()
    case .domed: buildDomed()
    case .pagoda: buildPagoda()
    case .gate: buildGate()
    case .palace: buildPalace()
    case .factory: buildFactory()
    }
  }
}
