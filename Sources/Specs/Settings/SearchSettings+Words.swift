import Retrieval

extension SearchSettings {
  /// What happens between descriptors and rankings, in words.
  package var words: String {
    [augmentation.words, expansion.words].compactMap(\.self).joined(separator: ", then ")
  }
}

extension QueryExpansionSettings {
  /// What becomes of queries, or nil for nothing.
  fileprivate var words: String? {
    switch self {
    case .none: nil
    case .aqe(let images): "aqe, the mean of a query and its \(images) nearest images"
    case .alphaQE(let images, let alpha):
      "alpha-qe, the mean of a query and its \(images) nearest images weighted by similarity to "
        + "the power \(alpha)"
    case .diffusion(let diffusion):
      "diffusion from \(diffusion.queryNeighbourCount) images over a graph of "
        + "\(diffusion.neighbourCount) neighbours, exponent \(diffusion.exponent), damping "
        + "\(diffusion.alpha)"
    }
  }
}

extension DatabaseAugmentationSettings {
  /// What becomes of database images, or nil for nothing.
  fileprivate var words: String? {
    switch self {
    case .none: nil
    case .dba(let images): "dba, the mean of an image and its \(images) nearest images"
    case .alphaDBA(let images, let alpha):
      "alpha-dba, the mean of an image and its \(images) nearest images weighted by similarity to "
        + "the power \(alpha)"
    }
  }
}
