import Images
import Retrieval
package import Specs

extension DescriptorSettings {
  /// Every rule that a protocol decides, in words.
  package var words: String {
    let size = resize == .none ? "" : " \(size) px"
    let exponent = pooling.hasExponent ? " with exponent \(gemExponent) or what was learnt" : ""
    return "resize \(resize.rawValue)\(size), crop \(crop.rawValue), scales "
      + scales.map { $0 == 1 ? "1" : "\($0)" }.joined(separator: " and ")
      + ", \(aggregation.rawValue) of scales, pooling \(pooling.rawValue)\(exponent), "
      + whitening.words
  }
}

extension WhiteningSettings {
  /// What is fitted, and on what, in words.
  package var words: String {
    switch self {
    case .none: return "no whitening"
    case .pca(let settings):
      let floor = settings.floor.map { ", floor \($0)" } ?? ""
      let power = settings.power.map { ", power \($0)" } ?? ""
      return "PCA whitening to \(settings.dimensions) dimensions on \(settings.fitOn.words)"
        + floor + power
    case .learned(let settings):
      return "learned whitening to \(settings.dimensions) dimensions on pairs of "
        + settings.fitOn.rawValue
    }
  }
}

extension WhiteningSource {
  /// The set, in words.
  fileprivate var words: String {
    switch self {
    case .set(let set): set.rawValue
    case .otherCity: "the other city"
    }
  }
}
