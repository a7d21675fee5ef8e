import Evaluation
import Images
import Networks
import Retrieval
package import Specs

extension StatedWhitening {
  /// What stands for Paris where Oxford is evaluated, and for Oxford where Paris is.
  package static let otherCity = "other-city"

  /// The power by which variances become equal, which counts where a spec states none.
  private static let usualPower = 0.5

  /// Creates what a row's whitening would be stated as.
  fileprivate init(_ whitening: WhiteningSettings, on dataset: DatasetName) {
    self.init()
    dimensions = whitening.dimensions
    if let source = whitening.fitOn {
      let set = source.set(for: dataset)
      let isOther = source == .otherCity || set == dataset.otherCity
      fitOn = isOther ? Self.otherCity : set?.rawValue
    }
    switch whitening {
    case .none: kind = .none
    case .pca(let settings):
      kind = .pca
      power = settings.power ?? Self.usualPower
    case .learned: kind = .learned
    }
  }
}

extension StatedProtocol {
  /// Creates the protocol of a row on one set, every field stated but the rule, which is the metric's.
  ///
  /// - Parameters:
  ///   - row: the row of a network.
  ///   - dataset: the set, which decides what whitening is fitted on.
  package init(of row: ResolvedRow, on dataset: DatasetName) {
    self.init()
    let descriptor = row.descriptor
    resize = descriptor.resize.rawValue
    size = descriptor.size
    crop = descriptor.crop.rawValue
    scales = descriptor.scales
    pooling = descriptor.pooling.rawValue
    whitening = StatedWhitening(descriptor.whitening, on: dataset)
    search = .settings(row.search)
  }
}

extension MetricName {
  /// The rule without the ground truth, as ledgers state it: "mAP", "with-junk.MRR".
  package var rule: String {
    (reading.map { "\($0.rawValue)." } ?? "") + measure.meanName
  }
}

extension ArchitectureSettings {
  /// What ledgers call the network: its name where it is as wide as its papers', else with its width.
  package var nameInLiterature: String {
    guard let width, width != name.standardWidth else { return name.rawValue }
    return "\(name.rawValue) of width \(width)"
  }
}
