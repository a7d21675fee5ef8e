/// The augmentations of well-known methods, by the method's name.
///
/// Every number was read in its authors' public code. What such code has and `Augmentation` has not:
/// SimCLR's bicubic resampling, which here is torchvision's bilinear one; and normalisation other than
/// ImageNet's, with which descriptors are extracted (SimCLR has none, SwAV divides red by 0.228).
public enum AugmentationPreset: String, Sendable, CaseIterable, Codable {
  /// MoCo v1, and InstDisc before it: `main_moco.py` of facebookresearch/moco without `--aug-plus`.
  ///
  /// Colour is removed before the jitter.
  case mocov1

  /// MoCo v2: `main_moco.py` of facebookresearch/moco with `--aug-plus`, and `moco/loader.py`.
  ///
  /// The blur is Pillow's, three box filters without a kernel of a stated size. The kernel here reaches
  /// three deviations; an edge of full contrast differs by less than two of 255 levels from Pillow's.
  case mocov2

  /// SimCLR with its strength of 1: `data_util.py` of google-research/simclr.
  ///
  /// The kernel of the blur is a tenth of the view, as everywhere here unless another one is stated.
  case simclr

  /// SwAV: `src/multicropdataset.py` of facebookresearch/swav, and the defaults of `main_swav.py`.
  case swav

  /// Supervised training: `references/classification/presets.py` of torchvision, without a policy.
  case supervised

  /// The settings, for views of 224 pixels.
  public var augmentation: Augmentation {
    var settings = Augmentation()
    settings.outputSize = 224
    settings.aspectRatio = (3 / 4)...(4 / 3)
    settings.flipProbability = 0.5
    switch self {
    case .mocov1:
      settings.cropArea = 0.2...1
      settings.setJitter(probability: 1, strength: 0.4, hue: 0.4)
      settings.greyProbability = 0.2
      settings.greysBeforeJitter = true
      settings.blurProbability = 0
    case .mocov2:
      settings.cropArea = 0.2...1
      settings.setJitter(probability: 0.8, strength: 0.4, hue: 0.1)
      settings.greyProbability = 0.2
      settings.setBlur(kernel: 13)
    case .simclr:
      settings.cropArea = 0.08...1
      settings.setJitter(probability: 0.8, strength: 0.8, hue: 0.2)
      settings.greyProbability = 0.2
      settings.setBlur(kernel: nil)
    case .swav:
      settings.cropArea = 0.14...1
      settings.setJitter(probability: 0.8, strength: 0.8, hue: 0.2)
      settings.greyProbability = 0.2
      settings.setBlur(kernel: 23)
    case .supervised:
      settings.cropArea = 0.08...1
      settings.setJitter(probability: 0, strength: 0, hue: 0)
      settings.greyProbability = 0
      settings.blurProbability = 0
    }
    return settings
  }
}

extension Augmentation {
  /// Sets the jitter, with one strength for brightness, contrast and saturation.
  fileprivate mutating func setJitter(probability: Double, strength: Double, hue: Double) {
    jitterProbability = probability
    (brightness, contrast, saturation) = (strength, strength, strength)
    self.hue = hue
  }

  /// Sets the blur of all methods that have one, of half of the views.
  fileprivate mutating func setBlur(kernel: Int?) {
    blurProbability = 0.5
    blurSigma = 0.1...2
    blurKernel = kernel
  }
}
