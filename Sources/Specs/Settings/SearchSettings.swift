public import Retrieval

/// What happens between descriptors and rankings.
///
/// Nothing of it needs the network, so rows that differ here alone share their descriptors.
public struct SearchSettings: SettingsObject, NamedObject {
  package var expansion = QueryExpansionSettings.none
  package var augmentation = DatabaseAugmentationSettings.none

  /// The exhaustive search with descriptors as they are.
  public static let plain = SearchSettings()

  package init() {}

  package static let formName = "search"
  package static let meaning = "What happens between descriptors and rankings."
  package static let fields: [Field<Self>] = [
    Field("expansion", \.expansion, .choice, meaning: "What becomes of queries."),
    Field(
      "augmentation", \.augmentation, .choice,
      meaning: "What becomes of database images before that."),
  ]
}

/// What becomes of a query before the database is ranked.
public enum QueryExpansionSettings: SettingsChoice {
  /// It stays as it is.
  case none

  /// The mean of itself and its nearest images.
  case aqe(images: Int)

  /// The same, images weighted by a power of their similarity.
  case alphaQE(images: Int, alpha: Double)

  /// Scores spread over a graph of the database.
  case diffusion(Diffusion)

  package static let formName = "expansion"
  package static let meaning = "What becomes of a query before the database is ranked."
  package static let kinds: [SettingsKind<Self>] = [
    SettingsKind("none", "The query stays as it is.", .none),
    SettingsKind(
      "aqe", "The mean of the query and its nearest images (Chum et al. 2007).",
      make: { (mean: MeanSettings) in .aqe(images: mean.images) }
    ) { choice in
      guard case .aqe(let images) = choice else { return nil }
      return MeanSettings { $0.images = images }
    },
    SettingsKind(
      "alpha-qe",
      "The mean of the query and its nearest images, weighted by a power of their similarity "
        + "(Radenović et al. 2019).",
      make: { (mean: WeightedMeanSettings) in .alphaQE(images: mean.images, alpha: mean.alpha) }
    ) { choice in
      guard case .alphaQE(let images, let alpha) = choice else { return nil }
      return WeightedMeanSettings { ($0.images, $0.alpha) = (images, alpha) }
    },
    SettingsKind(
      "diffusion",
      "Scores spread over a graph of the database (Iscen et al. 2017); the defaults are those of the "
        + "authors' code.", make: Self.diffusion
    ) { if case .diffusion(let settings) = $0 { settings } else { nil } },
  ]
}

/// What becomes of a database image before queries are compared with it.
public enum DatabaseAugmentationSettings: SettingsChoice {
  /// It stays as it is.
  case none

  /// The mean of itself and its nearest images.
  case dba(images: Int)

  /// The same, images weighted by a power of their similarity.
  case alphaDBA(images: Int, alpha: Double)

  package static let formName = "database-augmentation"
  package static let meaning =
    "What becomes of a database image before queries are compared with it."
  package static let kinds: [SettingsKind<Self>] = [
    SettingsKind("none", "The image stays as it is.", .none),
    SettingsKind(
      "dba", "The mean of the image and its nearest images (Turcot and Lowe 2009).",
      make: { (mean: MeanSettings) in .dba(images: mean.images) }
    ) { choice in
      guard case .dba(let images) = choice else { return nil }
      return MeanSettings { $0.images = images }
    },
    SettingsKind(
      "alpha-dba",
      "The mean of the image and its nearest images, weighted by a power of their similarity (Gordo "
        + "et al. 2017).",
      make: { (mean: WeightedMeanSettings) in .alphaDBA(images: mean.images, alpha: mean.alpha) }
    ) { choice in
      guard case .alphaDBA(let images, let alpha) = choice else { return nil }
      return WeightedMeanSettings { ($0.images, $0.alpha) = (images, alpha) }
    },
  ]
}

/// A mean over an image and its nearest ones.
private protocol NeighbourSettings: SettingsObject {
  var images: Int { get set }
}

extension NeighbourSettings {
  fileprivate static var imagesField: Field<Self> {
    Field(
      "images", \.images, .integer(1...1000), .mandatory,
      meaning: "The number of nearest images that enter the mean.")
  }
}

private struct MeanSettings: NeighbourSettings {
  var images = 1

  static let fields = [imagesField]
}

private struct WeightedMeanSettings: NeighbourSettings {
  var images = 1
  var alpha = 3.0

  static let fields: [Field<Self>] = [
    imagesField,
    Field(
      "alpha", \.alpha, .number(.within(0...100)),
      meaning: "The power of similarities that images are weighted with."),
  ]
}

/// The fields that a spec states; how the scores are solved for is fixed.
extension Diffusion: SettingsObject {
  package static let fields: [Field<Self>] = [
    Field(
      "images", \.queryNeighbourCount, .integer(1...1000),
      meaning: "How many images a query starts from."),
    Field(
      "neighbours", \.neighbourCount, .integer(1...1000),
      meaning: "How many images count as an image's nearest, itself included."),
    Field(
      "exponent", \.exponent, .number(.positive(to: 100)),
      meaning: "The power of a similarity that an edge weighs."),
    Field(
      "damping", \.alpha, .number(.within(0...0.9999)), source: "Iscen et al. 2017, α",
      meaning: "How much of the scores goes on to neighbours."),
  ]
}
