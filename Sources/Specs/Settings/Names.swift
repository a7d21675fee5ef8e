import Arrays
import Kernels
import Networks

/// What a classifier learns to tell apart, from coarse to fine.
public enum LabelName: String, CaseIterable, Sendable, Codable, RegisteredName {
  /// What a building is for: one of four functions in `mini-scenes`.
  case function
  /// What kind of building it is: one of ten categories.
  case category
  /// Its type within the category: one of forty.
  case type
}

/// How the features of one image become one vector.
public enum PoolingName: String, CaseIterable, Sendable, Codable, RegisteredName {
  /// The mean over places (Babenko and Lempitsky 2015).
  case spoc
  /// The maximum over places (Tolias et al. 2016).
  case mac
  /// The generalised mean over places (Radenović et al. 2018).
  case gem
  /// The sum of the unit-length maxima of regions of three sizes (Tolias et al. 2016).
  case rmac
  /// The sum over places, weighted by place and by channel (Kalantidis et al. 2016).
  case crow
}

/// How an image is brought to its size.
public enum ResizeRule: String, CaseIterable, Sendable, Codable, RegisteredName {
  /// Shrinks until the larger side fits; never enlarges.
  case shrink
  /// Leaves every image as it is.
  case none
  /// Brings the larger side to the size, enlarging too.
  case force
  /// Warps to a square.
  case square
}

/// What becomes of a query's box.
public enum CropRule: String, CaseIterable, Sendable, Codable, RegisteredName {
  /// Crops first, then resizes by the share of the image that the crop has.
  case cirtorch
  /// Resizes the whole image, then crops.
  case afterResize = "after-resize"
  /// Searches with the whole image.
  case none
}

/// What becomes of the orientation that a camera wrote into a file.
public enum OrientationName: String, CaseIterable, Sendable, Codable, RegisteredName {
  /// The pixels are taken as they are stored, as the field's loaders do; so are boxes.
  case ignore
  /// The picture is turned upright; boxes are in its coordinates then.
  case apply
}

/// How the descriptors of several scales become one.
public enum AggregationName: String, CaseIterable, Sendable, Codable, RegisteredName {
  /// The mean.
  case mean
  /// The power mean with the exponent of the pooling.
  case power
}

/// The numbers a network is computed in.
public enum PrecisionName: String, CaseIterable, Sendable, Codable, RegisteredName {
  /// Single precision.
  case float32 = "f32"
  /// bfloat16, on processors that compute in it by themselves.
  case bfloat16 = "bf16"
}

extension Architecture: RegisteredName {}

extension FloatStorage: RegisteredName {}

extension Numerics: RegisteredName {}

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

/// How batch normalisation behaves while a network is trained.
public enum NormalisationName: String, CaseIterable, Sendable, Codable, RegisteredName {
  /// Statistics of the images in the network, which also move the running ones; scale and shift are
  /// learnt.
  case training
  /// Running statistics, which stay as they are; scale and shift are learnt.
  case evaluation
  /// Running statistics; scale and shift stay as they are too.
  case frozen
}

/// What an object's name tells beyond its own set.
public enum InstanceNames: String, CaseIterable, Sendable, Codable, RegisteredName {
  /// Nothing: every set names its objects on its own.
  case perSet = "per-set"
  /// Sets name their objects alike, so that one name is one object: parts of one collection.
  case shared
}
