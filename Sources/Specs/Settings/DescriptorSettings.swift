public import Arrays
import JSON

/// How an image becomes a descriptor: every field changes the numbers of a table.
public struct DescriptorSettings: Sendable, Hashable, Codable {
  /// The project whose rules stand where a field is not stated; nil when none is named.
  public let preset: ProtocolPreset?

  /// How the image is brought to `size`; "shrink" by default.
  public let resize: ResizeRule

  /// The larger side in pixels, 16...4096, 96 by default; without effect when `resize` is "none".
  public let size: Int

  /// What becomes of a query's box; "cirtorch" by default.
  public let crop: CropRule

  /// What becomes of the orientation in EXIF; "ignore" by default.
  public let orientation: OrientationName

  /// The factors at which the image is seen, each above 0 and at most 4, one to eight; [1] by
  /// default.
  public let scales: [Double]

  /// How the descriptors of the scales become one; "mean" by default.
  public let aggregation: AggregationName

  /// How features become a vector; "gem" by default.
  public let pooling: PoolingName

  /// The exponent of GeM pooling, above 0 and at most 100, 3 by default.
  ///
  /// A network that learnt its exponent, or one for each channel, is pooled with what it learnt.
  public let gemExponent: Double

  /// The numbers the network is computed in; "f32" by default.
  public let precision: PrecisionName

  /// How descriptors are kept until they are whitened or searched; nil for "f32", as they were computed.
  ///
  /// Under "f16" they are rounded, whether they come from the cache or were made just now.
  public let storage: FloatStorage?

  /// The projection of descriptors after pooling; none by default.
  public let whitening: WhiteningSettings

  package init(
    preset: ProtocolPreset? = nil, resize: ResizeRule, size: Int, crop: CropRule,
    orientation: OrientationName = .ignore,
    scales: [Double], aggregation: AggregationName, pooling: PoolingName, gemExponent: Double,
    precision: PrecisionName = .float32, storage: FloatStorage? = nil,
    whitening: WhiteningSettings
  ) {
    self.preset = preset
    self.resize = resize
    self.size = size
    self.crop = crop
    self.orientation = orientation
    self.scales = scales
    self.aggregation = aggregation
    self.pooling = pooling
    self.gemExponent = gemExponent
    self.precision = precision
    self.storage = storage
    self.whitening = whitening
  }

  static func read(_ node: JSONNode, log: DiagnosticLog) -> DescriptorSettings {
    var reader = ObjectReader(node, log: log)
    defer { reader.finish() }
    let preset = reader.value("preset").flatMap { log.name($0, ProtocolPreset.self) }
    let rules = preset?.rules ?? .unnamed
    return DescriptorSettings(
      preset: preset,
      resize: reader.name("resize", default: rules.resize),
      size: reader.integer("size", default: rules.size, in: 16...4096),
      crop: reader.name("crop", default: rules.crop),
      orientation: reader.name("orientation", default: .ignore),
      scales: reader.distinctList("scales", default: rules.scales) {
        log.number($0, .positive(to: 4))
      },
      aggregation: reader.name("aggregation", default: rules.aggregation),
      pooling: reader.name("pooling", default: rules.pooling),
      gemExponent: reader.number("gemExponent", default: 3, .positive(to: 100)),
      precision: reader.name("precision", default: .float32),
      storage: reader.name("storage", default: FloatStorage.float32) == .float16
        ? .float16 : nil,
      whitening: .read(&reader, preset: preset))
  }
}
