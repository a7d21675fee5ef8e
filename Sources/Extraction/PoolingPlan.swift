import Checkpoints
import Files
import Retrieval
package import Specs

/// One pooling with its exponent decided.
package struct PoolingPlan: Sendable {
  let name: PoolingName
  let pooling: Pooling
  let aggregation: ScaleAggregation

  /// How many sizes of regions R-MAC has.
  private static let regionSizes = 3

  /// Decides a pooling.
  ///
  /// - Parameters:
  ///   - name: which one.
  ///   - settings: the exponent that counts where none was learnt, and the rule for several scales.
  ///   - learntExponents: of GeM: one, or one a channel. With one a channel the power mean of scales
  ///     has no exponent to share and is the mean, as in cirtorch's `examples/test.py`.
  package init(name: PoolingName, settings: DescriptorSettings, learntExponents: [Float]?) {
    self.name = name
    let exponents = learntExponents ?? [Float(settings.gemExponent)]
    let exponent = exponents.count == 1 ? exponents[0] : 1
    pooling =
      switch name {
      case .spoc: .spoc
      case .mac: .mac
      case .gem where exponents.count > 1: .channelGeM(exponents: exponents)
      case .gem: .gem(exponent: exponent)
      case .rmac: .rmac(levels: Self.regionSizes)
      case .crow: .crow
      }
    aggregation =
      switch settings.aggregation {
      case .mean: .mean
      case .power: .power(exponent: exponent)
      }
  }

  package var keyPart: String {
    switch pooling {
    case .gem(let exponent): "gem \(exponent)"
    case .channelGeM(let exponents):
      "gem by channel \(Digest.sha256(of: GeMExponents.text(exponents)).prefix(16))"
    default: name.rawValue
    }
  }

  /// The rule for several scales, with its exponent: also poolings without one depend on it.
  package var aggregationKeyPart: String {
    if case .power(let exponent) = aggregation { "power \(exponent)" } else { "mean" }
  }
}
