/// What a network is trained for.
public enum Objective: SettingsChoice {
  /// To tell labels apart.
  case crossEntropy(CrossEntropySettings)

  /// To recognise two views of one image.
  case contrastive(ContrastiveSettings)

  /// To recognise the key of another view among those of earlier batches.
  case momentumContrast(MomentumContrastSettings)

  /// To rank the images of one instance first.
  case averagePrecision(ListwiseAPSettings)

  /// To bring all images of one label together.
  case supCon(SupConSettings)

  /// To tell labels apart by angles.
  case arcFace(MarginSoftmaxSettings)

  /// To tell labels apart by cosines.
  case cosFace(MarginSoftmaxSettings)

  /// To bring pairs of one instance together and push others apart.
  case contrastivePair(ContrastivePairSettings)

  /// To have images of one instance nearer than others by a margin.
  case triplet(TripletSettings)

  /// To rank by sigmoids.
  case smoothAP(SmoothAPSettings)

  /// To rank by a histogram of squared distances.
  case fastAP(FastAPSettings)

  /// To rank by a histogram whose bins have no order.
  case tieAwareAP(ListwiseAPSettings)

  /// To rank with a bound, and calibrate.
  case roadmap(RoadmapSettings)

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
      "moco",
      "To recognise another view of an image by its key among those of earlier batches: momentum "
        + "contrast (He et al. 2020, algorithm 1; with two widths of the projection, MoCo v2 of Chen "
        + "et al. 2020).", make: Self.momentumContrast
    ) { if case .momentumContrast(let settings) = $0 { settings } else { nil } },
    SettingsKind(
      "listwise-ap",
      "To rank the images of one instance first: the quantised listwise average precision (Revaud et "
        + "al. 2019, eq. 7).", make: Self.averagePrecision
    ) { if case .averagePrecision(let settings) = $0 { settings } else { nil } },
    SettingsKind(
      "supcon",
      "To bring all images of one label together: the supervised contrastive loss (Khosla et al. 2020, "
        + "eq. 2).",
      make: Self.supCon
    ) { if case .supCon(let settings) = $0 { settings } else { nil } },
    SettingsKind(
      "arcface",
      "To tell labels apart by the angles of descriptors: a softmax with an angular margin (Deng et "
        + "al. 2019).",
      make: Self.arcFace
    ) { if case .arcFace(let settings) = $0 { settings } else { nil } },
    SettingsKind(
      "cosface",
      "To tell labels apart by the cosines of descriptors: a softmax with a margin (Wang et al. 2018).",
      standard: MarginSoftmaxSettings { $0.margin = 0.35 }, make: Self.cosFace
    ) { if case .cosFace(let settings) = $0 { settings } else { nil } },
    SettingsKind(
      "contrastive-pair",
      "To bring pairs of one instance together and push others apart: the contrastive loss, in the form "
        + "of cirtorch (Radenović et al. 2019).",
      make: Self.contrastivePair
    ) { if case .contrastivePair(let settings) = $0 { settings } else { nil } },
    SettingsKind(
      "triplet",
      "To have images of one instance nearer than others by a margin: the triplet loss, in the form of "
        + "cirtorch.",
      make: Self.triplet
    ) { if case .triplet(let settings) = $0 { settings } else { nil } },
    SettingsKind(
      "smooth-ap",
      "To rank the images of one instance first: average precision by sigmoids (Brown et al. 2020).",
      make: Self.smoothAP
    ) { if case .smoothAP(let settings) = $0 { settings } else { nil } },
    SettingsKind(
      "fast-ap",
      "To rank the images of one instance first: average precision by a histogram of squared distances "
        + "(Cakir et al. 2019).",
      make: Self.fastAP
    ) { if case .fastAP(let settings) = $0 { settings } else { nil } },
    SettingsKind(
      "tie-aware-ap",
      "To rank the images of one instance first: average precision by a histogram, the mean over the "
        + "orders of a bin (He et al. 2018, Hashing as Tie-Aware Learning to Rank).",
      make: Self.tieAwareAP
    ) { if case .tieAwareAP(let settings) = $0 { settings } else { nil } },
    SettingsKind(
      "roadmap",
      "To rank the images of one instance first, with similarities that compare between batches "
        + "(Ramzi et al. 2021, ROADMAP).",
      make: Self.roadmap
    ) { if case .roadmap(let settings) = $0 { settings } else { nil } },
  ]

  /// The settings of a batch with several images of each label; nil for a loss that needs none.
  package var balanced: (any BalancedSettings)? {
    switch self {
    case .crossEntropy, .contrastive, .momentumContrast, .arcFace, .cosFace: nil
    case .averagePrecision(let settings), .tieAwareAP(let settings): settings
    case .supCon(let settings): settings
    case .contrastivePair(let settings): settings
    case .triplet(let settings): settings
    case .smoothAP(let settings): settings
    case .fastAP(let settings): settings
    case .roadmap(let settings): settings
    }
  }

  /// The label that is learnt; nil for a loss that looks at none.
  public var label: LabelName? {
    switch self {
    case .crossEntropy(let settings): settings.label
    case .arcFace(let settings), .cosFace(let settings): settings.label
    default: balanced?.label
    }
  }
}

/// Cross-entropy over the labels of images.
public struct CrossEntropySettings: SettingsObject {
  package var label = LabelName.category

  package init() {}

  package static let fields: [Field<Self>] = [
    Field("label", \.label, .label, .mandatory, meaning: "Which label is learnt.")
  ]
}

/// The NT-Xent loss on two views of each image.
public struct ContrastiveSettings: SettingsObject {
  package var temperature = 0.1
  package var projection = [256, 64]

  package init() {}

  static let projectionMeaning =
    "The widths of the projection head's layers. The head serves the loss only: descriptors are taken "
    + "before it."

  package static let fields: [Field<Self>] = [
    Field(
      "temperature", \.temperature, .number(.positive(to: 10)), source: "Chen et al. 2020, τ",
      meaning: "The divisor of similarities."),
    Field("projection", \.projection, .projection, meaning: projectionMeaning),
  ]

  package mutating func complete(_ reader: ObjectReader, isSound: Bool) {
    Self.check(projection, reader)
  }

  /// Notes a projection of no layers or too many.
  static func check(_ projection: [Int], _ reader: ObjectReader) {
    if !FieldType.projectionLayers.contains(projection.count) {
      reader.report("projection", "expected one to four widths")
    }
  }
}

extension FieldType where Value == [Int] {
  /// The number of layers that a projection may have.
  static var projectionLayers: ClosedRange<Int> { 1...4 }

  /// The widths of a projection's layers.
  static var projection: FieldType { .list(of: .integer(1...65_536), count: projectionLayers) }
}

/// Momentum contrast: a momentum encoder, and a queue of its keys.
public struct MomentumContrastSettings: SettingsObject {
  package var temperature = 0.07
  package var momentum = 0.999
  package var queueLength = 65_536
  package var projection = [128]

  package init() {}

  package static let fields: [Field<Self>] = [
    Field(
      "temperature", \.temperature, .number(.positive(to: 10)),
      source: "He et al. 2020, τ; 0.2 in MoCo v2", meaning: "The divisor of similarities."),
    Field(
      "momentum", \.momentum, .number(.within(0...1)), source: "He et al. 2020, m",
      meaning:
        "The share of its weights that the momentum encoder keeps in a step: 0 makes it a copy, 1 "
        + "keeps it as it began."),
    Field(
      "queueLength", \.queueLength, .integer(1...1_048_576), source: "He et al. 2020, K",
      meaning: "The number of keys of earlier batches that a query is compared with."),
    Field(
      "projection", \.projection, .projection,
      source: "one width in He et al. 2020, two in MoCo v2 ([2048, 128] with ResNet-50)",
      meaning:
        "The widths of the projection head's layers, rectified between them and without batch "
        + "normalisation. The head serves the loss only: descriptors are taken before it."),
  ]

  package mutating func complete(_ reader: ObjectReader, isSound: Bool) {
    ContrastiveSettings.check(projection, reader)
  }
}

/// The quantised listwise average-precision loss.
public struct ListwiseAPSettings: BalancedSettings, PooledSettings {
  package var bins = 20
  package var range = -1.0...1
  package var balance = InstanceBalance()
  package var gem = GeMUnderLoss()

  package init() {}

  package static let fields: [Field<Self>] =
    [
      Field(
        "bins", \.bins, .integer(2...1000), source: "Revaud et al. 2019",
        meaning: "The number of bins that similarities are sorted into."),
      Field(
        "range", \.range, .interval(.within(-1...1)),
        meaning: "The similarities between the centres of the last and the first bin."),
    ] + batchFields + poolingFields

  package mutating func complete(_ reader: ObjectReader, isSound: Bool) {
    if range.lowerBound == range.upperBound { reader.report("range", "the interval is empty") }
  }
}
