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

  /// What the preset stands in for.
  var rules: ProtocolRules {
    switch self {
    case .cirtorch:
      ProtocolRules(
        resize: .shrink, size: 1024, crop: .cirtorch, scales: [1, 0.5.squareRoot(), 0.5],
        aggregation: .power, pooling: .gem, whitening: .learned)
    case .dirtorch:
      ProtocolRules(
        resize: .none, size: 1024, crop: .cirtorch, scales: [1], aggregation: .power,
        pooling: .gem, whitening: .pca, whiteningFloor: 0, whiteningPower: 0.25)
    case .visslRMAC:
      ProtocolRules(
        resize: .force, size: 1024, crop: .none, scales: [1], aggregation: .mean, pooling: .rmac,
        whitening: .pca, whiteningFloor: 1e-5, whiteningPower: 0.5)
    case .dino:
      ProtocolRules(
        resize: .shrink, size: 224, crop: .none, scales: [1], aggregation: .mean, pooling: .spoc,
        whitening: .none)
    }
  }
}

/// What stands where a descriptor does not state a field.
struct ProtocolRules {
  let resize: ResizeRule
  let size: Int
  let crop: CropRule
  let scales: [Double]
  let aggregation: AggregationName
  let pooling: PoolingName
  let whitening: WhiteningSettings.Kind
  var whiteningFloor: Double?
  var whiteningPower: Double?

  /// The defaults without a preset.
  static let unnamed = ProtocolRules(
    resize: .shrink, size: 96, crop: .cirtorch, scales: [1], aggregation: .mean, pooling: .gem,
    whitening: .none)
}
