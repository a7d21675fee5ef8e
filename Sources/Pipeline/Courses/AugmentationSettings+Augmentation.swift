import Specs
import Training

extension AugmentationSettings {
  /// The augmentation of these settings.
  var augmentation: Augmentation {
    Augmentation(
      outputSize: outputSize,
      cropArea: Float(cropArea.lowerBound)...Float(cropArea.upperBound),
      aspectRatio: Float(aspectRatio.lowerBound)...Float(aspectRatio.upperBound),
      flipProbability: Float(flip), jitterProbability: Float(jitter),
      brightness: Float(brightness), contrast: Float(contrast), saturation: Float(saturation),
      hue: Float(hue), greyProbability: Float(grey), blurProbability: Float(blur),
      blurSigma: Float(blurSigma.lowerBound)...Float(blurSigma.upperBound))
  }
}
