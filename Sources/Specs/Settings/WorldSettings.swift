import JSON
import Landmarks

/// The procedural world that the mini datasets show.
///
/// The whole world is a function of these fields, and the seeds of training do not touch it.
public struct WorldSettings: Sendable, Hashable, Codable {
  /// The seed of the buildings and the cameras, from 0; 1 by default.
  public let seed: UInt64

  /// The larger side of a picture in pixels, 32...1024; 96 by default.
  public let imageSize: Int

  /// The number of pre-training images, 10...1,000,000; 4000 by default.
  public let scenes: Int

  /// The number of fine-tuning instances, 2...100,000; 150 by default.
  public let landmarks: Int

  /// The number of pictures of each fine-tuning instance, 2...100; 10 by default.
  public let viewsPerLandmark: Int

  /// The number of query instances of each evaluation set, 1...10,000; 70 by default.
  public let instancesPerCity: Int

  /// The number of distractors of each evaluation set, 0...1,000,000; 300 by default.
  public let distractorsPerCity: Int

  /// Returns a world with the default number of images.
  public static func standard(seed: UInt64, imageSize: Int) -> WorldSettings {
    WorldSettings(
      seed: seed, imageSize: imageSize, scenes: 4000, landmarks: 150, viewsPerLandmark: 10,
      instancesPerCity: 70, distractorsPerCity: 300)
  }

  package init(
    seed: UInt64, imageSize: Int, scenes: Int, landmarks: Int, viewsPerLandmark: Int,
    instancesPerCity: Int, distractorsPerCity: Int
  ) {
    self.seed = seed
    self.imageSize = imageSize
    self.scenes = scenes
    self.landmarks = landmarks
    self.viewsPerLandmark = viewsPerLandmark
    self.instancesPerCity = instancesPerCity
    self.distractorsPerCity = distractorsPerCity
  }

  static func read(_ node: JSONNode, log: DiagnosticLog) -> WorldSettings {
    var reader = ObjectReader(node, log: log)
    defer { reader.finish() }
    return WorldSettings(
      seed: UInt64(reader.integer("seed", default: 1, in: 0...Int.max)),
      imageSize: reader.integer("imageSize", default: 96, in: 32...1024),
      scenes: reader.integer("scenes", default: 4000, in: 10...1_000_000),
      landmarks: reader.integer("landmarks", default: 150, in: 2...100_000),
      viewsPerLandmark: reader.integer("viewsPerLandmark", default: 10, in: 2...100),
      instancesPerCity: reader.integer("instancesPerCity", default: 70, in: 1...10_000),
      distractorsPerCity: reader.integer("distractorsPerCity", default: 300, in: 0...1_000_000))
  }

  /// Returns the number of images of a fitting set of the world, or nil for any other set.
  func imageCount(of dataset: DatasetName) -> Int? {
    switch dataset.landmarkSet?.kind {
    case .scenes: scenes
    case .landmarks: landmarks * viewsPerLandmark
    case .city, nil: nil
    }
  }
}

/// How a claim is judged.
public struct StatisticsSettings: Sendable, Hashable, Codable {
  /// The number of bootstrap resamples, 100...1,000,000; 10,000 by default.
  ///
  /// Intervals over labels as clusters draw none.
  public let resamples: Int

  /// The share of resamples within the interval, 0.5...0.999; 0.95 by default.
  public let confidence: Double

  /// The label whose images are drawn together, so that a verdict speaks for labels that were not
  /// drawn; nil, the default, for the landmarks of the queries.
  public let clusters: String?

  package init(
    resamples: Int, confidence: Double, clusters: String? = nil
  ) {
    self.resamples = resamples
    self.confidence = confidence
    self.clusters = clusters
  }

  static func read(_ node: JSONNode, log: DiagnosticLog) -> StatisticsSettings {
    var reader = ObjectReader(node, log: log)
    defer { reader.finish() }
    return StatisticsSettings(
      resamples: reader.integer("resamples", default: 10_000, in: 100...1_000_000),
      confidence: reader.number("confidence", default: 0.95, .within(0.5...0.999)),
      clusters: reader.value("clusters").flatMap { log.string($0) })
  }
}
