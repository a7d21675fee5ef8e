/// What a surface is made of.
package struct Material: Sendable {
  /// How the two colours are laid out over the surface.
  package enum Pattern: Sendable {
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

  var pattern: Pattern

  /// The main colour.
  var base: Colour

  /// The colour of joints, of every second band, of the frame.
  var second: Colour

  /// Width and height of one repeat in metres.
  var scale: SIMD2<Float>

  /// How much single blocks differ in brightness, 0 to 1.
  var variation: Float

  /// How much weathering darkens the surface, 0 to 1.
  var stain: Float

  /// The joint's share of a repeat.
  var joint: Float

  /// Says which part of the noise plane this material uses.
  var offset: Float

  /// Creates a material, plain unless said otherwise.
  package init(
    pattern: Pattern = .plain, base: Colour, second: Colour, scale: SIMD2<Float> = SIMD2(1, 1),
    variation: Float = 0.2, stain: Float = 0.3, joint: Float = 0.08, offset: Float = 0
  ) {
    (self.pattern, self.base, self.second, self.scale) = (pattern, base, second, scale)
    (self.variation, self.stain, self.joint, self.offset) = (variation, stain, joint, offset)
  }
}

/// A window as it is repeated over a wall.
package struct Opening: Sendable {
  /// The outline of the window.
  package enum Shape: Sendable {
    case rectangular, round, pointed, oculus
  }

  var shape: Shape

  /// Width and height of the glass in metres.
  var size: SIMD2<Float>

  /// Width of the frame around the glass in metres.
  var frame: Float

  var frameColour: Colour
  var glassColour: Colour

  /// Panes across and up.
  var panes: SIMD2<Float>

  /// Height of the ledge under the window in metres; 0 for none.
  var sill: Float

  /// The share of windows that are lit when it is dark.
  var lit: Float

  /// Creates a window of two by three panes, unless said otherwise.
  package init(
    shape: Shape = .rectangular, size: SIMD2<Float>, frame: Float, frameColour: Colour,
    glassColour: Colour, panes: SIMD2<Float> = SIMD2(2, 3), sill: Float = 0.15, lit: Float = 0.3
  ) {
    (self.shape, self.size, self.frame, self.panes) = (shape, size, frame, panes)
    (self.frameColour, self.glassColour) = (frameColour, glassColour)
    (self.sill, self.lit) = (sill, lit)
  }
}
