package import Arrays
package import Images
package import JSON
package import Kernels
import Networks
package import Retrieval

/// How an image becomes a descriptor: every field changes the numbers of a table.
public struct DescriptorSettings: SettingsObject, NamedObject {
  package var preset: ProtocolPreset?
  package var resize = ResizeRule.shrink
  package var size = 96
  package var crop = QueryCropRule.cirtorch
  package var orientation = OrientationPolicy.ignore
  package var scales = [1.0]
  package var aggregation = ScaleAggregation.mean
  package var pooling = Pooling.gem
  package var gemExponent = 3.0
  package var precision = Precision.float32
  package var storage = FloatStorage.float32
  package var whitening = WhiteningSettings.none

  package init() {}

  /// The sizes that there may be, in pixels.
  package static let sizes = 16...4096

  /// The exponents that there may be.
  package static let gemExponents = NumberBounds.positive(to: 100)

  package static let formName = "descriptor"
  package static let meaning =
    "How an image becomes a descriptor. Where a field is not stated, the preset decides."
  package static let fields: [Field<Self>] = [
    Field(
      "preset", \.preset, FieldType.name.optional,
      meaning:
        "The project whose public code decides every field that is not stated beside it; the "
        + "notes under the table say what it came to."),
    Field(
      "resize", \.resize, .name,
      meaning:
        "How the image is brought to its size: \"shrink\" never enlarges, \"none\" leaves it, "
        + "\"force\" enlarges too, \"square\" warps it."),
    Field(
      "size", \.size, .integer(sizes), unit: "pixels",
      meaning: "The larger side; without effect where \"resize\" is \"none\"."),
    Field(
      "crop", \.crop, .name,
      meaning:
        "What becomes of a query's box: \"cirtorch\" crops first and resizes by the share of "
        + "the image that the crop has, \"after-resize\" crops the resized image, \"none\" searches "
        + "with the whole image."),
    Field(
      "orientation", \.orientation, .name,
      meaning: "What becomes of the orientation in EXIF: it is ignored, as the field's loaders do, "
        + "or applied, and boxes are in the coordinates of the picture that results."),
    Field(
      "scales", \.scales, .distinctList(of: .number(.positive(to: 4))),
      meaning: "The factors at which the image is seen."),
    Field(
      "aggregation", \.aggregation, .name,
      meaning: "How the descriptors of the scales become one: the mean, or the power mean with the "
        + "exponent of the pooling."),
    Field(
      "pooling", \.pooling, .name,
      meaning:
        "How features become a vector: SPoC, the mean (Babenko and Lempitsky 2015); MAC, the "
        + "maximum (Tolias et al. 2016); GeM, the generalised mean (Radenović et al. 2018); "
        + "R-MAC, the sum of the maxima of regions of three sizes (Tolias et al. 2016); CroW, a "
        + "sum weighted by place and channel (Kalantidis et al. 2016); of a vision transformer, whose patches "
        + "are its map, also the class token, alone or with GeM behind it (Caron et al. 2021)."),
    Field(
      "gemExponent", \.gemExponent, .number(gemExponents),
      meaning:
        "The exponent of GeM pooling. A network that learnt its exponent, or one for each channel, is "
        + "pooled with what it learnt."),
    Field(
      "precision", \.precision, .name,
      meaning: "The numbers the network is computed in; \"bf16\" on processors with AVX-512 BF16 "
        + "instructions."),
    Field(
      "storage", \.storage, .name,
      meaning:
        "How descriptors are kept until they are whitened or searched; under \"f16\" they take "
        + "half the space and are rounded, whether they come from the cache or were made just "
        + "now, and a footnote says so."),
    Field(
      "whitening", \.whitening, .choice,
      read: { reader, object in
        object.whitening = .read(&reader, preset: object.preset)
      }, meaning: "The projection of descriptors after pooling."),
  ]

  /// The defaults are those of the preset.
  package static func standard(for node: JSONNode, log: DiagnosticLog) -> DescriptorSettings {
    let preset = node.member("preset").flatMap {
      FieldType<ProtocolPreset>.name.optional.read($0, log) ?? nil
    }
    return preset?.standard ?? DescriptorSettings()
  }
}

extension ArchitectureSettings {
  /// The names of the poolings that the network's features can be pooled by.
  package var poolings: [String] {
    Pooling.fitting(hasClassToken: name.hasClassToken).map(\.rawValue)
  }
}

extension Pooling {
  /// Returns why a network's features cannot be pooled so, as what is said of it; nil when they can.
  package func misfit(of architecture: ArchitectureSettings) -> String? {
    misfit(hasClassToken: architecture.name.hasClassToken)
  }

  /// Returns the length of the descriptors of a network.
  package func dimension(of architecture: ArchitectureSettings) -> Int {
    dimension(channels: architecture.featureCount)
  }
}

extension DescriptorSettings {
  /// The same settings with the default of each field that has no effect beside the others.
  ///
  /// Equal ones make the same descriptors of one network.
  package var effective: DescriptorSettings {
    var settings = self
    let standard = DescriptorSettings()
    settings.preset = nil
    if !pooling.hasExponent, aggregation != .power { settings.gemExponent = standard.gemExponent }
    if resize == .none { settings.size = standard.size }
    return settings
  }
}
