import Images
import Retrieval

/// The evaluation protocols of well-known projects, by the project's name.
///
/// A preset stands in for the fields of a descriptor that a spec does not state. What is pinned was read
/// in each project's public code.
public enum ProtocolPreset: String, CaseIterable, Sendable, Codable, RegisteredName {
  /// filipradenovic/cnnimageretrieval-pytorch: GeM at three scales, learned whitening.
  ///
  /// `cirtorch/examples/test.py` as the README calls it: images shrunk to 1024 px, queries cropped
  /// first, scales 1, 2^-½ and ½, joined by the power mean with the exponent of GeM.
  case cirtorch
  /// naver/deep-image-retrieval: GeM at full size, PCA whitening with a power of ¼.
  ///
  /// `dirtorch/test_dir.py` and `dirtorch/utils/common.py` with their defaults: no transforms of the
  /// images, queries cropped (`ImageListROIs`), scikit-learn's PCA without a floor.
  case dirtorch
  /// facebookresearch/vissl: R-MAC at 1024 px, PCA whitening with a floor.
  ///
  /// `configs/config/benchmark/instance_retrieval/eval_resnet_1gpu_roxford.yaml` and
  /// `vissl/utils/instance_retrieval_utils`: the larger side forced to 1024 px, bilinear; three sizes
  /// of regions; whole queries (`CROP_QUERY_ROI: False`); variances raised to 1e-5 of the largest.
  case visslRMAC = "vissl-rmac"
  /// facebookresearch/dino: the network's mean feature at 224 px, nothing fitted.
  ///
  /// `eval_image_retrieval.py` with its defaults: images shrunk by `thumbnail`, whole queries, one
  /// scale. A residual network's output there is the mean over places.
  case dino

  /// The descriptor that states nothing but the preset.
  var standard: DescriptorSettings {
    DescriptorSettings { descriptor in
      descriptor.preset = self
      switch self {
      case .cirtorch:
        descriptor.size = 1024
        descriptor.scales = [1, 0.5.squareRoot(), 0.5]
        descriptor.aggregation = .power
      case .dirtorch:
        descriptor.resize = .none
        descriptor.size = 1024
        descriptor.aggregation = .power
      case .visslRMAC:
        descriptor.resize = .force
        descriptor.size = 1024
        descriptor.crop = .none
        descriptor.pooling = .rmac
      case .dino:
        descriptor.size = 224
        descriptor.crop = .none
        descriptor.pooling = .spoc
      }
    }
  }

  /// The kind of whitening that the project has.
  ///
  /// What it is fitted on no preset can know, so a spec has to say it.
  var whiteningKind: String {
    switch self {
    case .cirtorch: "learned"
    case .dirtorch, .visslRMAC: "pca"
    case .dino: "none"
    }
  }

  /// The PCA whitening that states nothing.
  var whitening: PCAWhiteningSettings {
    PCAWhiteningSettings { whitening in
      switch self {
      case .dirtorch: (whitening.floor, whitening.power) = (0, 0.25)
      case .visslRMAC: (whitening.floor, whitening.power) = (1e-5, 0.5)
      case .cirtorch, .dino: break
      }
    }
  }
}
