/// A network trained without labels beside a classifier of the same architecture, on one set by one metric.
public struct ArchitectureComparison: Sendable, Hashable {
  /// The architecture.
  public let architecture: String

  /// The set.
  public let dataset: String

  /// The metric.
  public let metric: String

  /// The network that was trained without labels.
  public let contrastive: Side

  /// The classifier.
  public let classifier: Side

  /// The fields in which their protocols differ; none where the two may be compared.
  public let differences: [ProtocolDifference]

  /// One of the two.
  public struct Side: Sendable, Hashable {
    /// The entry.
    public let entry: LiteratureEntry

    /// The value in percent.
    public let percent: Double
  }

  /// The lead of the network without labels in points; nil where the protocols differ.
  public var lead: Double? {
    differences.isEmpty ? contrastive.percent - classifier.percent : nil
  }
}

extension LiteratureLedger {
  /// The networks trained without labels, contrastively or by self-distillation, beside classifiers of the same
  /// architecture: those that can be compared first, each in the order of the ledger.
  ///
  /// Two entries of one source that state the same protocol were evaluated alike, also in what the source does not
  /// say; of different sources only what both state agrees.
  public var architectureComparisons: [ArchitectureComparison] {
    let learners = entries.filter { $0.system.training.isWithoutLabels }
    let classifiers = entries.filter { $0.system.training == .classifier }
    let all = learners.flatMap { learner in
      classifiers.flatMap { Self.comparisons(of: learner, with: $0) }
    }
    return all.filter { $0.lead != nil } + all.filter { $0.lead == nil }
  }

  private static func comparisons(
    of learner: LiteratureEntry, with classifier: LiteratureEntry
  ) -> [ArchitectureComparison] {
    guard let architecture = learner.system.architecture,
      architecture == classifier.system.architecture
    else { return [] }
    let isOneTable = learner.source == classifier.source && learner.setting == classifier.setting
    let differences =
      isOneTable ? [] : learner.setting.differences(from: classifier.setting)
    return learner.values.compactMap { value in
      let other = classifier.values.first {
        $0.dataset == value.dataset && $0.metric == value.metric
      }
      return other.map {
        ArchitectureComparison(
          architecture: architecture, dataset: value.dataset, metric: value.metric,
          contrastive: .init(entry: learner, percent: value.percent),
          classifier: .init(entry: classifier, percent: $0.percent), differences: differences)
      }
    }
  }
}
