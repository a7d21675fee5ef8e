import JSON

/// What a network is trained for.
public enum Objective: Sendable, Hashable {
  /// To tell labels apart: `{"kind": "cross-entropy", "label": …}`.
  case crossEntropy(CrossEntropySettings)
  /// To recognise two views of one image: `{"kind": "nt-xent", …}`.
  case contrastive(ContrastiveSettings)
  /// To rank the images of one instance first: `{"kind": "listwise-ap", …}`.
  case averagePrecision(ListwiseAPSettings)

  enum Kind: String, CaseIterable, Codable, RegisteredName {
    case crossEntropy = "cross-entropy"
    case contrastive = "nt-xent"
    case averagePrecision = "listwise-ap"
  }

  static func read(_ node: JSONNode, log: DiagnosticLog) -> Objective {
    var reader = ObjectReader(node, log: log)
    defer { reader.finish() }
    switch reader.name("kind", default: Kind.crossEntropy, isRequired: true) {
    case .crossEntropy: return .crossEntropy(.read(&reader))
    case .contrastive: return .contrastive(.read(&reader))
    case .averagePrecision: return .averagePrecision(.read(&reader))
    }
  }
}

/// Cross-entropy over the labels of images.
public struct CrossEntropySettings: Sendable, Hashable, Codable {
  /// Which label is learnt; mandatory.
  public let label: LabelName

  package init(
    label: LabelName
  ) {
    self.label = label
  }

  static func read(_ reader: inout ObjectReader) -> CrossEntropySettings {
    CrossEntropySettings(label: reader.name("label", default: .category, isRequired: true))
  }
}

/// The NT-Xent loss on two views of each image.
///
/// Chen et al. 2020, eq. 1.
public struct ContrastiveSettings: Sendable, Hashable, Codable {
  /// The divisor of similarities, above 0 and at most 10; 0.1 by default.
  public let temperature: Double

  /// The widths of the projection head's layers, one to four; [256, 64] by default.
  ///
  /// The head serves the loss only: descriptors are taken before it.
  public let projection: [Int]

  package init(
    temperature: Double, projection: [Int]
  ) {
    self.temperature = temperature
    self.projection = projection
  }

  static func read(_ reader: inout ObjectReader) -> ContrastiveSettings {
    let log = reader.log
    let settings = ContrastiveSettings(
      temperature: reader.number("temperature", default: 0.1, .positive(to: 10)),
      projection: reader.value("projection").flatMap { node in
        log.list(node) { log.integer($0, in: 1...65_536) }
      } ?? [256, 64])
    if !(1...4).contains(settings.projection.count) {
      reader.report("projection", "expected one to four widths")
    }
    return settings
  }
}

/// The quantised listwise average-precision loss.
///
/// Revaud et al. 2019, eq. 7.
public struct ListwiseAPSettings: Sendable, Hashable, Codable {
  /// The number of bins that similarities are sorted into, 2...1000; 20 by default.
  public let bins: Int

  /// The similarities between the centres of the last and the first bin, within -1...1; [-1, 1]
  /// by default.
  public let range: ClosedRange<Double>

  /// The number of instances in a batch, at least 2; mandatory.
  public let instancesPerBatch: Int

  /// The number of images of each instance in a batch, at least 2; mandatory.
  public let viewsPerInstance: Int

  /// The exponent of GeM pooling under the loss, above 0 and at most 100; 3 by default.
  public let gemExponent: Double

  /// Whether the exponent is learnt too; false by default.
  public let learnGemExponent: Bool

  package init(
    bins: Int, range: ClosedRange<Double>, instancesPerBatch: Int, viewsPerInstance: Int,
    gemExponent: Double, learnGemExponent: Bool
  ) {
    self.bins = bins
    self.range = range
    self.instancesPerBatch = instancesPerBatch
    self.viewsPerInstance = viewsPerInstance
    self.gemExponent = gemExponent
    self.learnGemExponent = learnGemExponent
  }

  static func read(_ reader: inout ObjectReader) -> ListwiseAPSettings {
    let settings = ListwiseAPSettings(
      bins: reader.integer("bins", default: 20, in: 2...1000),
      range: reader.interval("range", default: -1...1, .within(-1...1)),
      instancesPerBatch: reader.integer(
        "instancesPerBatch", default: 2, in: 2...4096, isRequired: true),
      viewsPerInstance: reader.integer(
        "viewsPerInstance", default: 2, in: 2...4096, isRequired: true),
      gemExponent: reader.number("gemExponent", default: 3, .positive(to: 100)),
      learnGemExponent: reader.flag("learnGemExponent", default: false))
    if settings.range.lowerBound == settings.range.upperBound {
      reader.report("range", "the interval is empty")
    }
    return settings
  }
}
