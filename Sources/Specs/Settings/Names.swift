import Arrays
import Images
import Kernels
import Networks
import Retrieval

/// What a classifier learns to tell apart, from coarse to fine.
public enum LabelName: String, CaseIterable, Sendable, Codable, RegisteredName {
  /// What a building is for: one of four functions in `mini-scenes`.
  case function
  /// What kind of building it is: one of ten categories.
  case category
  /// Its type within the category: one of forty.
  case type
}

extension Architecture: RegisteredName {}

extension FloatStorage: RegisteredName {}

extension NormalisationMode: RegisteredName {}

extension OrientationPolicy: RegisteredName {}

extension Pooling: RegisteredName {}

extension TokenEmbedding.PixelStatistics: RegisteredName {}

extension VisionTransformer.Conventions: RegisteredName {}

extension Precision: RegisteredName {}

extension QueryCropRule: RegisteredName {}

extension ResizeRule: RegisteredName {}

extension ScaleAggregation: RegisteredName {}

/// What becomes of images that cannot be decoded.
public enum DamagedImagePolicy: String, CaseIterable, Sendable, Codable, RegisteredName {
  /// The first one ends the run.
  case fail
  /// They have no descriptor and are never found; they are counted and named.
  case skip
  /// Pixels that a decoder makes up are taken as they are, and the images are counted and named; the
  /// first one of which no decoder makes a picture ends the run.
  case accept
}

/// The learning-rate schedules.
public enum ScheduleName: String, CaseIterable, Sendable, Codable, RegisteredName {
  /// A linear climb, then half a cosine down to 0.
  case cosine
}

/// What an object's name tells beyond its own set.
public enum InstanceNames: String, CaseIterable, Sendable, Codable, RegisteredName {
  /// Nothing: every set names its objects on its own.
  case perSet = "per-set"
  /// Sets name their objects alike, so that one name is one object: parts of one collection.
  case shared
}
