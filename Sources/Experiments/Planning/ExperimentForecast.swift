/// What running an experiment would take here and now.
///
/// It encodes to the document that `iir plan --json` prints: the fields of the experiment, and beside
/// them one of its own, "forecast".
public struct ExperimentForecast: Sendable, Hashable, Encodable {
  /// What would run, every default written out.
  public let experiment: ResolvedExperiment

  /// What the table asks for and is not on this computer.
  public let missing: [MissingInput]

  /// Every set of images, in the order in which it is first needed.
  public let sets: [SetForecast]

  /// Every network and seed whose weights are needed.
  public let models: [ModelForecast]

  /// Every list of images that a network is to see.
  public let descriptions: [DescriptionForecast]

  /// The number of images that a network has yet to see.
  public var imagesToDescribe: Int { descriptions.map(\.toDescribe).reduce(0, +) }

  /// The size of the descriptors that have yet to be stored, in bytes.
  public var bytesToStore: Int { descriptions.map(\.bytesToStore).reduce(0, +) }

  /// The estimated time of training and describing, in seconds.
  public var seconds: Double {
    models.map(\.seconds).reduce(0, +) + descriptions.map(\.seconds).reduce(0, +)
  }
}

extension ExperimentForecast {
  private enum Key: String, CodingKey {
    case forecast
  }

  private enum ForecastKey: String, CodingKey {
    case missing, sets, models, descriptions, imagesToDescribe, bytesToStore, seconds
  }

  /// Writes the experiment with the forecast beside its fields.
  public func encode(to encoder: any Encoder) throws {
    try experiment.encode(to: encoder)
    var outer = encoder.container(keyedBy: Key.self)
    var container = outer.nestedContainer(keyedBy: ForecastKey.self, forKey: .forecast)
    try container.encode(missing, forKey: .missing)
    try container.encode(sets, forKey: .sets)
    try container.encode(models, forKey: .models)
    try container.encode(descriptions, forKey: .descriptions)
    try container.encode(imagesToDescribe, forKey: .imagesToDescribe)
    try container.encode(bytesToStore, forKey: .bytesToStore)
    try container.encode(seconds, forKey: .seconds)
  }
}

/// One set of images.
public struct SetForecast: Sendable, Hashable, Codable {
  /// The set.
  public let dataset: DatasetName

  /// Whether it is there; a mini set that is not is drawn by the run.
  public let isPresent: Bool

  /// The number of images, queries counted apart; 0 when it is missing.
  public let images: Int

  /// The size of the files, in bytes; 0 unless it is there.
  public let bytes: Int
}

/// The weights of one network with one seed.
public struct ModelForecast: Sendable, Hashable, Codable {
  /// What has to be done for the weights.
  public enum State: String, Sendable, Codable {
    /// They are in the cache.
    case cached
    /// They are in a file of the user's.
    case file
    /// They are drawn in no time.
    case draw
    /// They are trained.
    case train
    /// A file or a set is missing.
    case missing
  }

  /// The name of the recipe.
  public let model: String

  /// The seed.
  public let seed: UInt64

  /// What has to be done.
  public let state: State

  /// The number of augmented pictures to learn from; 0 unless it is to be trained.
  public let views: Int

  /// The estimated time of training, in seconds.
  public let seconds: Double
}

/// One list of images that one network sees under one preparation.
public struct DescriptionForecast: Sendable, Hashable, Codable {
  /// The name of the recipe.
  public let model: String

  /// The seed.
  public let seed: UInt64

  /// The set.
  public let dataset: DatasetName

  /// How the images are prepared, in words.
  public let preparation: String

  /// The number of images.
  public let images: Int

  /// The number of images that the network has yet to see.
  public let toDescribe: Int

  /// The size of the descriptors that have yet to be stored, in bytes.
  public let bytesToStore: Int

  /// The estimated time, in seconds.
  public let seconds: Double
}
