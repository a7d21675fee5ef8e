import Landmarks

/// The procedural world that the mini datasets show.
///
/// The whole world is a function of these fields, and the seeds of training do not touch it.
public struct WorldSettings: SettingsObject, NamedObject {
  package var seed: UInt64 = 1
  package var imageSize = 96
  package var scenes = LandmarkSet.scenes.standardSize.instances
  package var landmarks = LandmarkSet.landmarks.standardSize.instances
  package var viewsPerLandmark = LandmarkSet.landmarks.standardSize.views
  package var instancesPerCity = LandmarkSet.oxford.standardSize.instances
  package var distractorsPerCity = LandmarkSet.oxford.standardSize.distractors

  package init() {}

  /// The sizes that pictures may have, in pixels.
  package static let imageSizes = 32...1024

  package static let formName = "world"
  package static let meaning =
    "The procedural world that the mini datasets show, which is a function of these fields."
  package static let fields: [Field<Self>] = [
    Field("seed", \.seed, .seed, meaning: "The seed of the buildings and the cameras."),
    Field(
      "imageSize", \.imageSize, .integer(imageSizes), unit: "pixels",
      meaning: "The larger side of a picture."),
    Field(
      "scenes", \.scenes, .integer(10...1_000_000), meaning: "The number of pre-training images."),
    Field(
      "landmarks", \.landmarks, .integer(2...100_000),
      meaning: "The number of fine-tuning instances."),
    Field(
      "viewsPerLandmark", \.viewsPerLandmark, .integer(2...100),
      meaning: "The number of pictures of each fine-tuning instance."),
    Field(
      "instancesPerCity", \.instancesPerCity, .integer(1...10_000),
      meaning: "The number of query instances of each evaluation set."),
    Field(
      "distractorsPerCity", \.distractorsPerCity, .integer(0...1_000_000),
      meaning: "The number of distractors of each evaluation set."),
  ]

  /// Returns the number of images of a fitting set of the world, or nil for any other set.
  package func imageCount(of dataset: DatasetName) -> Int? {
    switch dataset.landmarkSet?.kind {
    case .scenes: scenes
    case .landmarks: landmarks * viewsPerLandmark
    case .city, nil: nil
    }
  }
}

/// How a claim is judged.
public struct StatisticsSettings: SettingsObject, NamedObject {
  package var resamples = 10_000
  package var confidence = 0.95
  package var clusters: String?

  package init() {}

  package static let formName = "statistics"
  package static let meaning = "How a claim is judged."
  package static let fields: [Field<Self>] = [
    Field(
      "resamples", \.resamples, .integer(100...1_000_000),
      meaning: "The number of bootstrap resamples. Intervals over labels as clusters draw none."),
    Field(
      "confidence", \.confidence, .number(.within(0.5...0.999)),
      meaning: "The share of resamples within the interval."),
    Field(
      "clusters", \.clusters, FieldType.text.optional,
      meaning: "The label that claims are to speak for beyond the ones drawn: intervals are "
        + "t-intervals between labels, and over seeds where there are several, and points by "
        + "label stand under the claim; without one, a bootstrap over the landmarks of the "
        + "queries."),
  ]
}
