/// What a surface is made of.
package struct Material: Sendable {
  /// How the two colours are laid out over the surface.
  enum Pattern: Sendable {
    /// One colour with some weathering.
    case plain
    /// Courses of blocks or bricks with joints, each second course shifted by half.
    case courses
    /// Horizontal bands of the two colours in turn.
    case bands
    /// Bands that climb around a round tower.
    case spiral
    /// Overlapping roof tiles.
    case tiles
    /// Raised seams that run up the surface, as on a lead roof or a fluted column.
    case seams
    /// Dark timber frame on light plaster.
    case timber
    /// Glass panes with mullions.
    case panes
    /// Leaves.
    case foliage
    /// A round window of spokes and rings; coordinates are about its centre.
    case rose
    /// A clock face; coordinates are about its centre.
    case clock
    /// A door of two leaves with panels.
    case door
    /// A deep opening, darker inside.
    case hollow
    /// A relief of figures, as in a pediment.
    case relief
  }

  var pattern = Pattern.plain

  /// The main colour.
  var base: Colour

  /// The colour of joints, of every second band, of the frame.
  var second: Colour

  /// Width and height of one repeat in metres.
  var scale = SIMD2<Float>(1, 1)

  /// How much single blocks differ in brightness, 0 to 1.
  var variation: Float = 0.2

  /// How much weathering darkens the surface, 0 to 1.
  var stain: Float = 0.3

  /// The joint's share of a repeat.
  var joint: Float = 0.08

  /// Says which part of the noise plane this material uses.
  var offset: Float = 0
}

/// A window as it is repeated over a wall.
package struct Opening: Sendable {
  /// The outline of the window.
  enum Shape: Sendable {
    case rectangular, round, pointed, oculus
  }

  var shape = Shape.rectangular

  /// Width and height of the glass in metres.
  var size: SIMD2<Float>

  /// Width of the frame around the glass in metres.
  var frame: Float

  var frameColour: Colour
  var glassColour: Colour

  /// Panes across and up.
  var panes = SIMD2<Float>(2, 3)

  /// Height of the ledge under the window in metres; 0 for none.
  var sill: Float = 0.15

  /// The share of windows that are lit when it is dark.
  var lit: Float = 0.3
}
