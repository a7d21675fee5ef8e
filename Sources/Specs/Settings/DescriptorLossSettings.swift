/// How many images of how many instances are in a batch.
package struct InstanceBalance: Sendable, Hashable {
  /// The number of instances in a batch.
  package var instancesPerBatch = 2

  /// The number of images of each instance in a batch.
  package var viewsPerInstance = 2
}

/// The generalised mean that a loss reads descriptors of.
package struct GeMUnderLoss: Sendable, Hashable {
  /// The exponent, or where learning it begins.
  package var exponent = 3.0

  /// Whether the exponent is learnt too.
  package var isLearnt = false
}

/// Settings of a loss that needs several images of a label in a batch.
package protocol BalancedSettings: SettingsObject {
  /// How many images of how many instances are in a batch.
  var balance: InstanceBalance { get set }

  /// The label that makes images positives of each other.
  var label: LabelName { get }
}

extension BalancedSettings {
  package var label: LabelName { .instance }

  /// How negatives are mined; nil for a loss without, or where none are.
  package var miningOfNegatives: MiningSettings? { (self as? any MinedSettings)?.mining }

  /// The number of images in a batch.
  package var imagesPerBatch: Int {
    balance.instancesPerBatch
      * (balance.viewsPerInstance + (miningOfNegatives.map(\.negatives) ?? 0))
  }

  /// The fields of a batch.
  static var batchFields: [Field<Self>] {
    [
      Field(
        "instancesPerBatch", \.balance.instancesPerBatch, .integer(2...4096), .mandatory,
        meaning: "The number of instances in a batch."),
      Field(
        "viewsPerInstance", \.balance.viewsPerInstance, .integer(2...4096), .mandatory,
        meaning: "The number of images of each instance in a batch."),
    ]
  }
}

/// How negatives of other instances are looked for among many images, as cirtorch does.
package struct MiningSettings: SettingsObject, NamedObject {
  package var pool = 20_000
  package var negatives = 5
  package var steps = 400

  package init() {}

  package static let formName = "mining"
  package static let meaning =
    "How negatives are mined: before each round of steps the network as it is describes the anchors of the "
    + "round and a pool of images, and an anchor's negatives are the images of the pool that are most similar "
    + "to it, of other instances and no two of one (Radenović et al. 2019, `create_epoch_tuples` of their code)."
  package static let fields: [Field<Self>] = [
    Field(
      "pool", \.pool, .integer(1...100_000_000), unit: "images",
      source: "cirtorch, --pool-size; 22,000 in its README",
      meaning:
        "The number of images that negatives are looked for among, drawn anew for each round: all of a "
        + "set that has no more, and more where those drawn show too few instances."),
    Field(
      "negatives", \.negatives, .integer(1...1024), source: "cirtorch, --neg-num",
      meaning: "The number of negatives of an anchor."),
    Field(
      "steps", \.steps, .integer(1...100_000_000), unit: "steps",
      source: "cirtorch: 2,000 queries an epoch, 5 a batch",
      meaning: "The number of steps of a round."),
  ]
}

/// Settings of a loss whose negatives may be mined.
package protocol MinedSettings: BalancedSettings {
  /// How negatives are mined; nil where all others of the batch are negatives.
  var mining: MiningSettings? { get set }
}

extension MinedSettings {
  /// The field of the mining.
  static var miningField: Field<Self> {
    Field(
      "mining", \.mining, FieldType.object.optional,
      meaning:
        "How negatives are mined; null for the other instances of the batch. With it, a batch has an anchor "
        + "and a positive of each of \"instancesPerBatch\" instances (\"viewsPerInstance\" is 2), each "
        + "with its own negatives, and \"batch\" is instances times 2 and the number of negatives."
    ).leftOutWhereNil(\.mining)
  }
}

/// Settings of a loss over descriptors that are pooled by generalised means.
package protocol PooledSettings: SettingsObject {
  /// The pooling under the loss.
  var gem: GeMUnderLoss { get set }
}

extension PooledSettings {
  /// The fields of the pooling.
  static var poolingFields: [Field<Self>] {
    [
      Field(
        "gemExponent", \.gem.exponent, .number(.positive(to: 100)),
        meaning: "The exponent of GeM pooling under the loss."),
      Field(
        "learnGemExponent", \.gem.isLearnt, .flag,
        meaning: "Whether the exponent is learnt too."),
    ]
  }
}

/// The supervised contrastive loss.
public struct SupConSettings: BalancedSettings {
  package var label = LabelName.instance
  package var temperature = 0.1
  package var projection = ContrastiveSettings().projection
  package var balance = InstanceBalance()

  package init() {}

  package static let fields: [Field<Self>] =
    [
      Field(
        "label", \.label, .label,
        meaning: "The label whose images attract each other; it takes the place of the instance in "
          + "the fields of the batch."),
      Field(
        "temperature", \.temperature, .number(.positive(to: 10)), source: "Khosla et al. 2020, τ",
        meaning: "The divisor of similarities."),
      Field(
        "projection", \.projection, .projection, meaning: ContrastiveSettings.projectionMeaning),
    ] + batchFields

  package mutating func complete(_ reader: ObjectReader, isSound: Bool) {
    ContrastiveSettings.check(projection, reader)
  }
}

/// A softmax over classes with a margin.
public struct MarginSoftmaxSettings: PooledSettings {
  package var label = LabelName.instance
  package var margin = 0.5
  package var scale = 64.0
  package var gem = GeMUnderLoss()

  package init() {}

  package static let fields: [Field<Self>] =
    [
      Field("label", \.label, .label, .mandatory, meaning: "Which label is learnt."),
      Field(
        "margin", \.margin, .number(.within(0...1.5)),
        source: "Deng et al. 2019; Wang et al. 2018, m",
        meaning:
          "How far the right class is moved away: in radians for arcface, in cosine for cosface."),
      Field(
        "scale", \.scale, .number(.positive(to: 1000)),
        source: "Deng et al. 2019; Wang et al. 2018, s",
        meaning: "The factor of cosines."),
    ] + poolingFields
}

/// The contrastive loss of pairs.
public struct ContrastivePairSettings: MinedSettings, PooledSettings {
  package var margin = 0.7
  package var mining: MiningSettings?
  package var balance = InstanceBalance()
  package var gem = GeMUnderLoss()

  package init() {}

  package static let fields: [Field<Self>] =
    [
      Field(
        "margin", \.margin, .number(.positive(to: 2)), source: "cirtorch, ContrastiveLoss",
        meaning: "The distance that images of other instances are pushed to.")
    ] + batchFields + [miningField] + poolingFields
}

/// The triplet loss.
public struct TripletSettings: MinedSettings, PooledSettings {
  package var margin = 0.1
  package var mining: MiningSettings?
  package var balance = InstanceBalance()
  package var gem = GeMUnderLoss()

  package init() {}

  package static let fields: [Field<Self>] =
    [
      Field(
        "margin", \.margin, .number(.positive(to: 4)), source: "cirtorch, triplet_loss",
        meaning: "By how much images of other instances are to be farther, in squared distance.")
    ] + batchFields + [miningField] + poolingFields
}

/// The smooth average precision loss.
public struct SmoothAPSettings: BalancedSettings, PooledSettings {
  package var temperature = 0.01
  package var balance = InstanceBalance()
  package var gem = GeMUnderLoss()

  package init() {}

  package static let fields: [Field<Self>] =
    [
      Field(
        "temperature", \.temperature, .number(.positive(to: 10)), source: "Brown et al. 2020, τ",
        meaning: "The divisor of differences of similarities.")
    ] + batchFields + poolingFields
}

/// Average precision by a histogram of squared distances.
public struct FastAPSettings: BalancedSettings, PooledSettings {
  package var bins = 10
  package var balance = InstanceBalance()
  package var gem = GeMUnderLoss()

  package init() {}

  package static let fields: [Field<Self>] =
    [
      Field(
        "bins", \.bins, .integer(1...1000), source: "Cakir et al. 2019, L",
        meaning: "The number of equal parts of the squared distances from 0 to 4.")
    ] + batchFields + poolingFields
}

/// An upper bound of average precision, and calibration.
public struct RoadmapSettings: BalancedSettings, PooledSettings {
  package var temperature = 0.01
  package var margin = 0.05
  package var slope = 100.0
  package var offset = 1.44
  package var positiveSimilarity = 0.9
  package var negativeSimilarity = 0.6
  package var calibration = 0.5
  package var balance = InstanceBalance()
  package var gem = GeMUnderLoss()

  package init() {}

  private static let source = "Ramzi et al. 2021, their code"

  package static let fields: [Field<Self>] =
    [
      Field(
        "temperature", \.temperature, .number(.positive(to: 10)), source: source,
        meaning: "The divisor of differences of similarities."),
      Field(
        "margin", \.margin, .number(.within(0...2)), source: source,
        meaning:
          "The lead of a wrong image up to which its step in the rank is a sigmoid, raised by "
          + "a half where it leads; above, it is a line."),
      Field(
        "slope", \.slope, .number(.positive(to: 10_000)), source: source,
        meaning: "The slope of that line."),
      Field(
        "offset", \.offset, .number(.within(0...100)), source: source,
        meaning: "What that line has at a lead of 0."),
      Field(
        "positiveSimilarity", \.positiveSimilarity, .number(.within(-1...1)), source: source,
        meaning: "The similarity that images of one instance are asked for."),
      Field(
        "negativeSimilarity", \.negativeSimilarity, .number(.within(-1...1)), source: source,
        meaning: "The similarity that images of other instances are kept below."),
      Field(
        "calibration", \.calibration, .share,
        meaning:
          "The share of these two similarities in the loss; the ranks have what is left. The "
          + "authors' code weighs both alike."),
    ] + batchFields + poolingFields
}
