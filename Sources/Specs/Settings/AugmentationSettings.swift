import JSON

/// The random changes of a training picture, in the order in which they are made.
public struct AugmentationSettings: Sendable, Hashable, Codable {
  /// The side of the square that comes out, in pixels, 32...1024; 64 by default.
  public let outputSize: Int

  /// The share of the picture's area that is cut out, within 0.01...1; [0.35, 1] by default.
  public let cropArea: ClosedRange<Double>

  /// The width of the cut over its height, within 0.1...10; [0.75, 1.3333] by default.
  public let aspectRatio: ClosedRange<Double>

  /// The probability of mirroring left and right, 0...1; 0.5 by default.
  public let flip: Double

  /// The probability of the changes of colour below, 0...1; 1 by default.
  public let jitter: Double

  /// The largest change of brightness as a factor, 0...1; 0.4 by default.
  public let brightness: Double

  /// The largest change of contrast as a factor, 0...1; 0.4 by default.
  public let contrast: Double

  /// The largest change of saturation as a factor, 0...1; 0.2 by default.
  public let saturation: Double

  /// The largest turn of hue, as a share of the circle, 0...0.5; 0.02 by default.
  public let hue: Double

  /// The probability of removing colour, 0...1; 0 by default.
  public let grey: Double

  /// The probability of a blur, 0...1; 0.2 by default.
  public let blur: Double

  /// The standard deviation of the blur in pixels, within 0.01...16; [0.1, 1] by default.
  public let blurSigma: ClosedRange<Double>

  package init(
    outputSize: Int, cropArea: ClosedRange<Double>, aspectRatio: ClosedRange<Double>, flip: Double,
    jitter: Double, brightness: Double, contrast: Double, saturation: Double, hue: Double,
    grey: Double, blur: Double, blurSigma: ClosedRange<Double>
  ) {
    self.outputSize = outputSize
    self.cropArea = cropArea
    self.aspectRatio = aspectRatio
    self.flip = flip
    self.jitter = jitter
    self.brightness = brightness
    self.contrast = contrast
    self.saturation = saturation
    self.hue = hue
    self.grey = grey
    self.blur = blur
    self.blurSigma = blurSigma
  }

  static func read(_ node: JSONNode, log: DiagnosticLog) -> AugmentationSettings {
    var reader = ObjectReader(node, log: log)
    defer { reader.finish() }
    let share = NumberBounds.within(0...1)
    return AugmentationSettings(
      outputSize: reader.integer("outputSize", default: 64, in: 32...1024),
      cropArea: reader.interval("cropArea", default: 0.35...1, .within(0.01...1)),
      aspectRatio: reader.interval("aspectRatio", default: 0.75...1.3333, .within(0.1...10)),
      flip: reader.number("flip", default: 0.5, share),
      jitter: reader.number("jitter", default: 1, share),
      brightness: reader.number("brightness", default: 0.4, share),
      contrast: reader.number("contrast", default: 0.4, share),
      saturation: reader.number("saturation", default: 0.2, share),
      hue: reader.number("hue", default: 0.02, .within(0...0.5)),
      grey: reader.number("grey", default: 0, share),
      blur: reader.number("blur", default: 0.2, share),
      blurSigma: reader.interval("blurSigma", default: 0.1...1, .within(0.01...16)))
  }
}
