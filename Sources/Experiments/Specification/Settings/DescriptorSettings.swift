/// How an image becomes a descriptor: every field changes the numbers of a table.
public struct DescriptorSettings: Sendable, Hashable, Codable {
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
  /// A network that learnt its exponent is pooled with the learnt one.
  public let gemExponent: Double

  /// The numbers the network is computed in; "f32" by default.
  public let precision: PrecisionName

  /// The projection of descriptors after pooling; none by default.
  public let whitening: WhiteningSettings

  package init(
    resize: ResizeRule, size: Int, crop: CropRule, orientation: OrientationName = .ignore,
    scales: [Double], aggregation: AggregationName, pooling: PoolingName, gemExponent: Double,
    precision: PrecisionName = .float32, whitening: WhiteningSettings
  ) {
    self.resize = resize
    self.size = size
    self.crop = crop
    self.orientation = orientation
    self.scales = scales
    self.aggregation = aggregation
    self.pooling = pooling
    self.gemExponent = gemExponent
    self.precision = precision
    self.whitening = whitening
  }

  static func read(_ node: JSONNode, log: DiagnosticLog) -> DescriptorSettings {
    var reader = ObjectReader(node, log: log)
    defer { reader.finish() }
    return DescriptorSettings(
      resize: reader.name("resize", default: .shrink),
      size: reader.integer("size", default: 96, in: 16...4096),
      crop: reader.name("crop", default: .cirtorch),
      orientation: reader.name("orientation", default: .ignore),
      scales: reader.distinctList("scales", default: [1]) { log.number($0, .positive(to: 4)) },
      aggregation: reader.name("aggregation", default: .mean),
      pooling: reader.name("pooling", default: .gem),
      gemExponent: reader.number("gemExponent", default: 3, .positive(to: 100)),
      precision: reader.name("precision", default: .float32),
      whitening: reader.value("whitening").map { .read($0, log: log) } ?? .none)
  }
}

/// A projection that is fitted on one set of images and applied to another.
public enum WhiteningSettings: Sendable, Hashable {
  /// Descriptors stay as they are pooled: `{"kind": "none"}`.
  case none
  /// Principal components scaled to equal variance: `{"kind": "pca", …}`.
  case pca(PCAWhiteningSettings)

  enum Kind: String, CaseIterable, Codable, RegisteredName {
    case none, pca
  }

  static func read(_ node: JSONNode, log: DiagnosticLog) -> WhiteningSettings {
    var reader = ObjectReader(node, log: log)
    defer { reader.finish() }
    switch reader.name("kind", default: Kind.none, isRequired: true) {
    case .none: return .none
    case .pca: return .pca(.read(&reader))
    }
  }
}

/// The fitting of PCA whitening.
public struct PCAWhiteningSettings: Sendable, Hashable, Codable {
  /// The images whose statistics are taken; mandatory.
  public let fitOn: WhiteningSource

  /// The number of images, the first of the set; 2...1,000,000, 2000 by default, null for all.
  public let images: Int?

  /// The number of components kept, at most that of features; mandatory.
  public let dimensions: Int

  package init(
    fitOn: WhiteningSource, images: Int?, dimensions: Int
  ) {
    self.fitOn = fitOn
    self.images = images
    self.dimensions = dimensions
  }

  static func read(_ reader: inout ObjectReader) -> PCAWhiteningSettings {
    PCAWhiteningSettings(
      fitOn: .read(&reader),
      images: reader.isStated("images")
        ? reader.optionalInteger("images", in: 2...1_000_000) : 2000,
      dimensions: reader.integer("dimensions", default: 1, in: 1...65_536, isRequired: true))
  }
}

/// The images that whitening is fitted on: never those it is then applied to.
public enum WhiteningSource: Sendable, Hashable {
  /// One set, for every column of the table.
  case set(DatasetName)
  /// The database images of the other city: Paris for Oxford and Oxford for Paris, as is customary.
  case otherCity

  static let otherCityName = "other-city"

  /// Returns the set to fit on for a column, or nil for a set that has no other city.
  public func set(for dataset: DatasetName) -> DatasetName? {
    switch self {
    case .set(let set): set
    case .otherCity: dataset.otherCity
    }
  }

  static func read(_ reader: inout ObjectReader) -> WhiteningSource {
    if reader.node.member("fitOn")?.text == otherCityName {
      _ = reader.value("fitOn")
      return .otherCity
    }
    return .set(
      reader.fittingSet("fitOn", leak: "fitting whitening on it", others: [otherCityName]))
  }
}

extension WhiteningSource: Codable {
  /// Reads what `encode(to:)` writes.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    self =
      try container.decode(String.self) == Self.otherCityName
      ? .otherCity : .set(try container.decode(DatasetName.self))
  }

  /// Writes the name of the set, or "other-city".
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .set(let set): try container.encode(set)
    case .otherCity: try container.encode(Self.otherCityName)
    }
  }
}
