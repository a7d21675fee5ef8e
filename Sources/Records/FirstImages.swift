public import Evaluation
public import Specs

/// The first images that some rows find for some queries of one set, with one seed.
public struct FirstImages: Sendable, Hashable, Codable {
  /// The evaluation set.
  public let dataset: DatasetName

  /// The setting that says which images are positives and which do not count.
  public let setting: EvaluationSetting

  /// The seed of training.
  public let seed: UInt64

  /// The most places of an arm.
  public let top: Int

  /// The queries, in the order in which the rules of the spec pick them; none twice.
  public let queries: [Query]

  /// One query.
  public struct Query: Sendable, Hashable, Codable {
    /// Its name.
    public let name: String

    /// The file of its image, from the folder of all data sets on.
    public let file: String

    /// The part of the image that is searched for; nil for the whole image.
    public let box: PixelBounds?

    /// What each rule that picked it looks for, in words; at least one.
    public let rules: [String]

    /// What each row finds, in the order of the rows.
    public let arms: [Arm]

    /// Creates a query.
    public init(name: String, file: String, box: PixelBounds?, rules: [String], arms: [Arm]) {
      self.name = name
      self.file = file
      self.box = box
      self.rules = rules
      self.arms = arms
    }
  }

  /// What one row finds for one query.
  public struct Arm: Sendable, Hashable, Codable {
    /// The full name of the row.
    public let row: String

    /// What the row is called beside pictures: its label, or its full name where another has that label.
    public let label: String

    /// The average precision of the whole ranking, a fraction of 1; nil without a positive.
    public let averagePrecision: Double?

    /// The number of positives of the query, found or not.
    public let positives: Int

    /// The first places of the ranking, those that do not count among them.
    public let places: [Place]

    /// Creates an arm.
    public init(
      row: String, label: String, averagePrecision: Double?, positives: Int, places: [Place]
    ) {
      self.row = row
      self.label = label
      self.averagePrecision = averagePrecision
      self.positives = positives
      self.places = places
    }

    /// The number of positives among the places.
    public var hits: Int { places.count { $0.relevance == .positive } }

    /// The number of places that count, which junk does not.
    public var countedPlaces: Int { places.count { $0.relevance != .junk } }
  }

  /// One image that was found.
  public struct Place: Sendable, Hashable, Codable {
    /// The place in the ranking, from 1.
    public let rank: Int

    /// The name of the image.
    public let name: String

    /// Its file, from the folder of all data sets on.
    public let file: String

    /// Its score, mostly a cosine; nil where the ranking does not tell.
    public let score: Double?

    /// Whether it was to be found.
    public let relevance: Relevance

    /// Creates a place.
    public init(rank: Int, name: String, file: String, score: Double?, relevance: Relevance) {
      self.rank = rank
      self.name = name
      self.file = file
      self.score = score
      self.relevance = relevance
    }
  }

  /// What an image is to a query.
  public enum Relevance: String, Sendable, Hashable, Codable, CaseIterable {
    /// It is to be found.
    case positive

    /// It is a wrong answer.
    case negative

    /// It does not count, and average precision is worked out without it.
    case junk

    /// The mark that tells it without a colour.
    public var mark: String {
      switch self {
      case .positive: "✓"
      case .negative: "✗"
      case .junk: "–"
      }
    }
  }

  /// Creates first images.
  public init(
    dataset: DatasetName, setting: EvaluationSetting, seed: UInt64, top: Int, queries: [Query]
  ) {
    self.dataset = dataset
    self.setting = setting
    self.seed = seed
    self.top = top
    self.queries = queries
  }
}
