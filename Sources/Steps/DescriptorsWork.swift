import Arrays
package import DescriptorStore
import Extraction
package import Images
package import JSON
import Kernels
package import Retrieval
package import Specs

/// The descriptors of one shard of images under one network, preparation and pooling.
///
/// Steps that differ in the pooling alone share a forward pass.
package struct DescriptorsWork: Sendable {
  /// Raised when a change of the code changes the descriptors that come out.
  static let version = 3

  /// Raised when a change of the code changes the pixels that stand for an image.
  static let pixelVersion = 2

  /// The images.
  package let shard: ImageList.Shard

  /// The weights of the network; nil for the pixels themselves, reduced to 8×8.
  package let weights: Step.ID?

  /// How images are prepared; its own pooling and whitening are not looked at.
  package let settings: DescriptorSettings

  /// How features become a vector.
  package let pooling: Pooling

  /// The exponent of GeM that counts even where another one was learnt; nil for the learnt one.
  package let fixedExponent: Double?

  /// What becomes of images that cannot be decoded.
  package let onDamaged: DamagedImagePolicy

  /// The most pixels one image may have.
  package let maxPixels: Int

  /// Creates the work.
  package init(
    shard: ImageList.Shard, weights: Step.ID?, settings: DescriptorSettings, pooling: Pooling,
    fixedExponent: Double?, onDamaged: DamagedImagePolicy, maxPixels: Int
  ) {
    self.shard = shard
    self.weights = weights
    self.settings = settings
    self.pooling = pooling
    self.fixedExponent = fixedExponent
    self.onDamaged = onDamaged
    self.maxPixels = maxPixels
  }

  var inputs: [Step.ID] { [shard.source, weights].compactMap(\.self) }

  /// What one file may cost.
  package var limits: DecodingLimits {
    DecodingLimits(maxPixels: maxPixels, acceptsDamage: onDamaged == .accept)
  }

  /// The kind of file that holds descriptors.
  package static let fileExtension = "h5"

  func key() -> ArtifactKey {
    var fields = passFields
    guard weights != nil else {
      return ArtifactKey(stage: "pixels", stageVersion: Self.pixelVersion, fields: fields)
    }
    fields["pooling"] = .string(pooling.rawValue)
    let dependsOnExponent = pooling.hasExponent || settings.aggregation == .power
    if dependsOnExponent {
      fields["gemExponent"] = .double(fixedExponent ?? settings.gemExponent)
      if fixedExponent != nil { fields["learntExponent"] = .bool(false) }
    }
    return ArtifactKey(stage: "descriptors", stageVersion: Self.version, fields: fields)
  }

  /// What all poolings of one forward pass have in common.
  private var passFields: [String: CanonicalJSON] {
    var fields: [String: CanonicalJSON] = [
      "images": shard.keyPart,
      "resize": .string(settings.resize.rawValue),
      "crop": .string(settings.crop.rawValue),
      "orientation": .string(settings.orientation.rawValue),
    ]
    if settings.resize != .none { fields["size"] = .integer(settings.size) }
    if onDamaged == .accept { fields["onDamaged"] = .string(onDamaged.rawValue) }
    // A limit changes no descriptor, but which images have one.
    if maxPixels != DecodingLimits().maxPixels { fields["maxPixels"] = .integer(maxPixels) }
    guard let weights else {
      fields["side"] = .integer(PixelImage.patternSide)
      return fields
    }
    fields["weights"] = weights.keyPart
    fields["scales"] = .array(settings.scales.map(CanonicalJSON.double))
    fields["aggregation"] = .string(settings.aggregation.rawValue)
    fields["precision"] = .string(settings.precision.rawValue)
    fields["storage"] = .string(settings.storage.rawValue)
    fields["backend"] = .string(Backend.networks(settings.precision))
    return fields
  }

  /// What tells the forward passes of one plan apart: equal ones share it.
  package var pass: CanonicalJSON { .object(passFields) }

  /// The same without the images: what a network is loaded for.
  package var network: CanonicalJSON { .object(passFields.filter { $0.key != "images" }) }

  /// What is locked while a pass is made.
  package var passKey: ArtifactKey {
    ArtifactKey(stage: "passes", stageVersion: Self.version, fields: passFields)
  }

  /// Whether an artifact serves this step: one that lacks damaged images serves only those who skip
  /// them.
  package func accepts(rows: Int?) -> Bool {
    onDamaged == .skip || rows.map { $0 == shard.images.count } ?? true
  }
}
