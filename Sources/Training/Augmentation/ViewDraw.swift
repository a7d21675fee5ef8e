package import Images

/// What one view is made by: all that is random about it.
package struct ViewDraw: Sendable, Equatable {
  /// One change of colours.
  package enum ColourChange: Sendable, Equatable {
    /// Multiplies every colour; a factor of at least 0.
    case brightness(Float)
    /// Moves every colour away from the mean grey of the picture; a factor of at least 0.
    case contrast(Float)
    /// Moves every colour away from its own grey; a factor of at least 0.
    case saturation(Float)
    /// Turns the hue; in turns, -0.5 to 0.5.
    case hue(Float)
    /// Replaces every colour by its grey.
    case grey
  }

  /// The part of the image.
  package var box: PixelBox

  /// Whether left and right are swapped.
  package var isMirrored = false

  /// The changes of colours, in their order.
  package var changes: [ColourChange] = []

  /// The standard deviation of the blur, in pixels of the view; nil for none.
  package var blurSigma: Float?

  /// Creates a view that is a part of an image and nothing else.
  package init(box: PixelBox) {
    self.box = box
  }
}
