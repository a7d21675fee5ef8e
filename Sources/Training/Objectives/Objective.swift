/// What a network is trained to do.
public enum Objective: Sendable, Hashable {
  /// Tell classes apart: mean pooling, one linear layer, cross-entropy.
  case crossEntropy(classCount: Int)

  /// Recognise two views of one image among those of others: mean pooling, a projection of
  /// linear layers with the given widths, NT-Xent (Chen et al. 2020, eq. 1).
  case ntXent(temperature: Float, projection: [Int])

  /// Rank images of one instance first: GeM pooling, unit length, quantised listwise AP
  /// (Revaud et al. 2019, eq. 7).
  case listwiseAP(
    binCount: Int, range: ClosedRange<Float>, gemExponent: Float, learnsExponent: Bool)
}
