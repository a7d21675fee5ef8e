/// What a network is trained for.
public enum Objective: SettingsChoice {
  /// To tell labels apart.
  case crossEntropy(CrossEntropySettings)

  /// To recognise two views of one image.
  case contrastive(ContrastiveSettings)

  /// To rank the images of one instance first.
  case averagePrecision(ListwiseAPSettings)

  package static let formName = "objective"
  package static let meaning = "What a network is trained for."
  package static let kinds: [SettingsKind<Self>] = [
    SettingsKind(
      "cross-entropy", "To tell labels apart: cross-entropy.", make: Self.crossEntropy
    ) { if case .crossEntropy(let settings) = $0 { settings } else { nil } },
    SettingsKind(
      "nt-xent",
      "To recognise two views of one image: the NT-Xent loss (Chen et al. 2020, eq. 1).",
      make: Self.contrastive
    ) { if case .contrastive(let settings) = $0 { settings } else { nil } },
    SettingsKind(
      "listwise-ap",
      "To rank the images of one instance first: the quantised listwise average precision (Revaud et "
        + "al. 2019, eq. 7).", make: Self.averagePrecision
    ) { if case .averagePrecision(let settings) = $0 { settings } else { nil } },
  ]
}

/// Cross-entropy over the labels of images.
public struct CrossEntropySettings: SettingsObject {
  package var label = LabelName.category

  package init() {}

  package static let fields: [Field<Self>] = [
    Field("label", \.label, .name, .mandatory, meaning: "Which label is learnt.")
  ]
}

/// The NT-Xent loss on two views of each image.
public struct ContrastiveSettings: SettingsObject {
  package var temperature = 0.1
  package var projection = [256, 64]

  package init() {}

  private static let widths = 1...4

  package static let fields: [Field<Self>] = [
    Field(
      "temperature", \.temperature, .number(.positive(to: 10)), source: "Chen et al. 2020, τ",
      meaning: "The divisor of similarities."),
    Field(
      "projection", \.projection, .list(of: .integer(1...65_536), count: widths),
      meaning:
        "The widths of the projection head's layers. The head serves the loss only: descriptors are taken "
        + "before it."),
  ]

  package mutating func complete(_ reader: ObjectReader, isSound: Bool) {
    if !Self.widths.contains(projection.count) {
      reader.report("projection", "expected one to four widths")
    }
  }
}

/// The quantised listwise average-precision loss.
public struct ListwiseAPSettings: SettingsObject {
  package var bins = 20
  package var range = -1.0...1
  package var instancesPerBatch = 2
  package var viewsPerInstance = 2
  package var gemExponent = 3.0
  package var learnGemExponent = false

  package init() {}

  package static let fields: [Field<Self>] = [
    Field(
      "bins", \.bins, .integer(2...1000), source: "Revaud et al. 2019",
      meaning: "The number of bins that similarities are sorted into."),
    Field(
      "range", \.range, .interval(.within(-1...1)),
      meaning: "The similarities between the centres of the last and the first bin."),
    Field(
      "instancesPerBatch", \.instancesPerBatch, .integer(2...4096), .mandatory,
      meaning: "The number of instances in a batch."),
    Field(
      "viewsPerInstance", \.viewsPerInstance, .integer(2...4096), .mandatory,
      meaning: "The number of images of each instance in a batch."),
    Field(
      "gemExponent", \.gemExponent, .number(.positive(to: 100)),
      meaning: "The exponent of GeM pooling under the loss."),
    Field(
      "learnGemExponent", \.learnGemExponent, .flag, meaning: "Whether the exponent is learnt too."),
  ]

  package mutating func complete(_ reader: ObjectReader, isSound: Bool) {
    if range.lowerBound == range.upperBound { reader.report("range", "the interval is empty") }
  }
}
