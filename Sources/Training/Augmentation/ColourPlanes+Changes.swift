import Glibc
import Kernels

extension ColourPlanes {
  /// Makes one change of colours.
  package mutating func apply(_ change: ViewDraw.ColourChange) {
    switch change {
    case .brightness(let factor): scaleBrightness(by: factor)
    case .contrast(let factor): scaleContrast(by: factor)
    case .saturation(let factor): scaleSaturation(by: factor)
    case .hue(let turns): turnHue(by: turns)
    case .grey: removeColour()
    }
  }

  /// Multiplies every colour, clipped to 1.
  ///
  /// - Parameter factor: at least 0; 1 changes nothing.
  package mutating func scaleBrightness(by factor: Float) {
    var colours = values.mutableSpan
    ViewKernels.scale(&colours, by: factor)
  }

  /// Moves every colour away from the mean grey of the picture, clipped to 0...1.
  ///
  /// - Parameter factor: at least 0; 1 changes nothing, 0 leaves the mean grey.
  package mutating func scaleContrast(by factor: Float) {
    let offset = (1 - factor) * meanGrey
    var colours = values.mutableSpan
    ViewKernels.scale(&colours, by: factor, offset: offset)
  }

  /// Moves every colour away from its own grey, clipped to 0...1.
  ///
  /// - Parameter factor: at least 0; 1 changes nothing, 0 leaves greys.
  package mutating func scaleSaturation(by factor: Float) {
    var planes = values.mutableSpan
    ViewKernels.saturate(&planes, by: factor)
  }

  /// Replaces every colour by its grey (ITU-R BT.601).
  package mutating func removeColour() {
    scaleSaturation(by: 0)
  }

  /// Turns the hue of every colour; its largest and smallest channel value stay.
  ///
  /// - Parameter turns: parts of the colour circle, -0.5 to 0.5.
  package mutating func turnHue(by turns: Float) {
    var planes = values.mutableSpan
    ViewKernels.turnHue(of: &planes, bySextants: 6 * turns)
  }

  /// The grey of the mean colour.
  private var meanGrey: Float {
    let means = (0..<3).map { channel in
      let own = values.span.extracting(channel * plane..<(channel + 1) * plane)
      return ViewKernels.sum(of: own) / Float(plane)
    }
    return 0.2989 * means[0] + 0.587 * means[1] + 0.114 * means[2]
  }

  /// Blurs by a Gaussian, the picture mirrored at its border pixels.
  ///
  /// - Parameters:
  ///   - sigma: the standard deviation in pixels, above 0.
  ///   - radius: the reach of the kernel to each side; cut to `side - 1`.
  package mutating func blur(sigma: Float, radius: Int) {
    let (side, radius) = (side, min(radius, side - 1))
    let weights = (-radius...radius).map { exp(-Float($0 * $0) / (2 * sigma * sigma)) }
    let sum = weights.reduce(0, +)
    var planes = values.mutableSpan
    ViewKernels.blur(&planes, side: side, by: weights.map { $0 / sum })
  }
}
