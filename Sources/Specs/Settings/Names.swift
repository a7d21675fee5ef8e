import Arrays
import Images
import Kernels
import Networks
import Retrieval

/// What images are told apart by: `instance`, or any label column of a manifest.
public struct LabelName: RawRepresentable, Sendable, Hashable, Codable {
  /// The name of the column.
  public let rawValue: String

  /// Creates a name.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// The very object an image shows.
  public static let instance = LabelName(rawValue: "instance")
  /// In the mini world: what a building is for, one of four functions in `mini-scenes`.
  public static let function = LabelName(rawValue: "function")
  /// In the mini world: what kind of building it is, one of ten categories.
  public static let category = LabelName(rawValue: "category")
  /// In the mini world: its type within the category, one of forty.
  public static let type = LabelName(rawValue: "type")
}

extension FieldType where Value == LabelName {
  /// A label column of a manifest.
  static var label: FieldType { FieldType<String>.text.map { LabelName(rawValue: $0) } }
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
