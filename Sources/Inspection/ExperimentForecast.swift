public import Records
public import Specs

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
  public let descriptors: [ExtractionForecast]

  /// What a run would do now, with what is there.
  public var now: ForecastTotal {
    ForecastTotal(
      models.filter { $0.state == .train }, descriptors.filter { !$0.needsMissingInput })
  }

  /// What a run would do if nothing were missing, as far as the sizes of missing sets are known.
  public var complete: ForecastTotal { ForecastTotal(models, descriptors) }
}

/// The sum of some work.
public struct ForecastTotal: Sendable, Hashable, Codable {
  /// The number of images that a network has yet to see.
  public let images: Int

  /// The size of the descriptors that have yet to be stored, in bytes.
  public let bytes: Int

  /// The estimated time of training and extracting, in seconds.
  public let seconds: Double

  init(_ models: [ModelForecast], _ descriptors: [ExtractionForecast]) {
    images = descriptors.map(\.toExtract).reduce(0, +)
    bytes = descriptors.map(\.bytesToStore).reduce(0, +)
    seconds =
      models.map(\.seconds).reduce(0, +) + descriptors.map(\.seconds).reduce(0, +)
  }
}

extension ExperimentForecast {
  private enum Key: String, CodingKey {
    case forecast
  }

  private enum ForecastKey: String, CodingKey {
    case missing, sets, models, descriptors, now, complete
  }

  /// Writes the experiment with the forecast beside its fields.
  public func encode(to encoder: any Encoder) throws {
    try experiment.asStated.encode(to: encoder)
    var outer = encoder.container(keyedBy: Key.self)
    var container = outer.nestedContainer(keyedBy: ForecastKey.self, forKey: .forecast)
    try container.encode(missing, forKey: .missing)
    try container.encode(sets, forKey: .sets)
    try container.encode(models, forKey: .models)
    try container.encode(descriptors, forKey: .descriptors)
    try container.encode(now, forKey: .now)
    try container.encode(complete, forKey: .complete)
  }
}

/// One set of images.
public struct SetForecast: Sendable, Hashable, Codable {
  /// The set.
  public let dataset: DatasetName

  /// Its world, where the set is another than in the table's; nil for the table's.
  public let world: WorldSettings?

  /// Whether it is there; a mini set that is not is rendered by the run.
  public let isPresent: Bool

  /// The number of image files, queries among them; of a missing set the published number, or 0 when
  /// there is none.
  public let images: Int

  /// The size of the files, in bytes; 0 unless it is there.
  public let bytes: Int

  /// Whether the table does without the set where it is not there; nil for no.
  public let isOptional: Bool?
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

  /// The name of the recipe, with what tells its world from the table's.
  public let model: String

  /// The seed.
  public let seed: UInt64

  /// What has to be done.
  public let state: State

  /// The number of augmented pictures to learn from; 0 when nothing is to be trained.
  public let views: Int

  /// The estimated time of training, in seconds.
  public let seconds: Double
}

/// One list of images that one network sees under one preparation.
public struct ExtractionForecast: Sendable, Hashable, Codable {
  /// The name of the recipe, with what tells its world from the table's.
  public let model: String

  /// The seed.
  public let seed: UInt64

  /// The set.
  public let dataset: DatasetName

  /// Its world, where the set is another than in the table's; nil for the table's.
  public let world: WorldSettings?

  /// Whether weights or images for it are missing.
  public let needsMissingInput: Bool

  /// How the images are prepared, in words.
  public let preparation: String

  /// The number of images.
  public let images: Int

  /// The number of images that the network has yet to see.
  public let toExtract: Int

  /// The size of the descriptors that have yet to be stored, in bytes.
  public let bytesToStore: Int

  /// The estimated time, in seconds.
  public let seconds: Double
}
