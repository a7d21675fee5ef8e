public import Training

extension Augmentation: SettingsObject, NamedObject {
  package static let formName = "augmentation"
  package static let meaning =
    "The random changes of a training picture, in the order in which they are made."
  package static let fields: [Field<Self>] = [
    Field(
      "outputSize", \.outputSize, .integer(32...1024), unit: "pixels",
      meaning: "The side of the square that comes out."),
    Field(
      "cropArea", \.cropArea, .interval(.within(0.01...1)),
      meaning: "The share of the picture's area that is cut out."),
    Field(
      "aspectRatio", \.aspectRatio, .interval(.within(0.1...10)),
      meaning: "The width of the cut over its height."),
    Field(
      "flip", \.flipProbability, .share, meaning: "The probability of mirroring left and right."),
    Field(
      "jitter", \.jitterProbability, .share,
      meaning: "The probability of the changes of colour below."),
    Field(
      "brightness", \.brightness, .share, meaning: "The largest change of brightness, as a factor."),
    Field("contrast", \.contrast, .share, meaning: "The largest change of contrast, as a factor."),
    Field(
      "saturation", \.saturation, .share, meaning: "The largest change of saturation, as a factor."),
    Field(
      "hue", \.hue, .number(.within(0...0.5)),
      meaning: "The largest turn of hue, as a share of the circle."),
    Field("grey", \.greyProbability, .share, meaning: "The probability of removing colour."),
    Field("blur", \.blurProbability, .share, meaning: "The probability of a blur."),
    Field(
      "blurSigma", \.blurSigma, .interval(.within(0.01...16)), unit: "pixels",
      meaning: "The standard deviation of the blur."),
  ]
}
