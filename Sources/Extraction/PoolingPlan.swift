import Checkpoints
import Files
import Networks
package import Retrieval
package import Specs
import Tensors

/// One pooling with its exponent decided.
package struct PoolingPlan: Sendable {
  private let pooling: Pooling

  /// Of GeM: one, or one a channel.
  private let exponents: [Float]

  private let aggregation: ScaleAggregation

  /// Decides a pooling.
  ///
  /// - Parameters:
  ///   - pooling: which one.
  ///   - settings: the exponent that counts where none was learnt, and the rule for several scales.
  ///   - learntExponents: of GeM: one, or one a channel.
  package init(_ pooling: Pooling, settings: DescriptorSettings, learntExponents: [Float]?) {
    self.pooling = pooling
    exponents = learntExponents ?? [Float(settings.gemExponent)]
    aggregation = settings.aggregation
  }

  /// The exponent of the power mean of scales, also for poolings without one.
  ///
  /// Channels with exponents of their own have none to share, and the power mean is the mean, as in
  /// cirtorch's `examples/test.py`.
  private var scaleExponent: Float { exponents.count == 1 ? exponents[0] : 1 }

  /// Returns the pooled features of each image, as `Pooling` does.
  func pooled(_ features: NetworkFeatures) -> Matrix {
    pooling(features.maps, classTokens: features.classTokens, exponents: exponents)
  }

  /// Returns one descriptor an image, as `ScaleAggregation` does.
  func aggregated(_ scales: [Matrix]) -> Matrix { aggregation(scales, exponent: scaleExponent) }

  package var keyPart: String {
    guard pooling.hasExponent else { return pooling.rawValue }
    let name = pooling.rawValue
    return exponents.count == 1
      ? "\(name) \(exponents[0])"
      : "\(name) by channel \(Digest.sha256(of: GeMExponents.text(exponents)).prefix(16))"
  }

  /// The rule for several scales, with its exponent: also poolings without one depend on it.
  package var aggregationKeyPart: String {
    aggregation == .power ? "power \(scaleExponent)" : aggregation.rawValue
  }
}
