/// What a network is trained for by its descriptors: GeM-pooled features of unit length.
public enum DescriptorCriterion: Sendable, Hashable {
  /// A loss over the rows of a batch and what each shows.
  case rows(DescriptorLoss)

  /// A loss over rows and one learnt direction for each of so many classes.
  case classes(MarginSoftmax, count: Int)
}

/// A loss over the rows of a batch and what each shows.
public enum DescriptorLoss: Sendable, Hashable {
  /// Average precision by a histogram of similarities.
  case listwiseAP(QuantisedListwiseAP)

  /// Average precision by sigmoids.
  case smoothAP(SmoothAP)

  /// An upper bound of average precision, and calibration.
  case roadmap(RoadmapLoss)

  /// Distances of pairs.
  case contrastivePair(ContrastivePairLoss)

  /// Differences of squared distances.
  case triplet(TripletLoss)

  /// The loss.
  var loss: any BatchLoss {
    switch self {
    case .listwiseAP(let loss): loss
    case .smoothAP(let loss): loss
    case .roadmap(let loss): loss
    case .contrastivePair(let loss): loss
    case .triplet(let loss): loss
    }
  }
}

/// How features become a descriptor under a loss: by generalised means.
///
/// GeM: Radenović et al. 2019, "Fine-tuning CNN Image Retrieval with No Human Annotation".
public struct DescriptorPooling: Sendable, Hashable {
  /// The exponent, above 0, or what it starts from.
  public let exponent: Float

  /// Whether the exponent is learnt.
  public let learnsExponent: Bool

  /// Creates a pooling.
  ///
  /// - Parameters:
  ///   - exponent: above 0; 3 is usual.
  ///   - learnsExponent: whether the exponent is learnt too.
  public init(exponent: Float = 3, learnsExponent: Bool = false) {
    self.exponent = exponent
    self.learnsExponent = learnsExponent
  }
}
