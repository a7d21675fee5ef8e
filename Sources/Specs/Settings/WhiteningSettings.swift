import JSON

/// A projection that is fitted on one set of images and applied to another.
public enum WhiteningSettings: Sendable, Hashable {
  /// Descriptors stay as they are pooled: `{"kind": "none"}`.
  case none
  /// Principal components scaled towards equal variance: `{"kind": "pca", …}`.
  case pca(PCAWhiteningSettings)
  /// A projection learnt from pairs of images of one object: `{"kind": "learned", …}`.
  case learned(LearnedWhiteningSettings)

  package enum Kind: String, CaseIterable, Codable, RegisteredName {
    case none, pca, learned
  }

  /// The name of the kind in a spec.
  package var kind: Kind {
    switch self {
    case .none: .none
    case .pca: .pca
    case .learned: .learned
    }
  }

  /// The images it is fitted on, or nil when there is nothing to fit.
  public var fitOn: WhiteningSource? {
    switch self {
    case .none: nil
    case .pca(let settings): settings.fitOn
    case .learned(let settings): .set(settings.fitOn)
    }
  }

  /// The number of images it is fitted on, or nil for all of the set.
  public var images: Int? {
    switch self {
    case .none: nil
    case .pca(let settings): settings.images
    case .learned(let settings): settings.images
    }
  }

  /// The number of dimensions it keeps, or nil when it leaves descriptors as they are.
  public var dimensions: Int? {
    switch self {
    case .none: nil
    case .pca(let settings): settings.dimensions
    case .learned(let settings): settings.dimensions
    }
  }

  /// Reads the field "whitening" of a descriptor.
  ///
  /// A preset decides the kind and the powers that are not stated, but cannot know what to fit on.
  static func read(_ reader: inout ObjectReader, preset: ProtocolPreset?) -> WhiteningSettings {
    let rules = preset?.rules ?? .unnamed
    guard let node = reader.value("whitening") else {
      if let preset, rules.whitening != .none {
        reader.report(
          "preset",
          "\(preset.rawValue) whitens, so \"whitening\" must say with \"fitOn\" and "
            + "\"dimensions\" on what; or write {\"kind\": \"none\"}")
      }
      return .none
    }
    var whitening = ObjectReader(node, log: reader.log)
    defer { whitening.finish() }
    switch whitening.name("kind", default: rules.whitening, isRequired: preset == nil) {
    case .none: return .none
    case .pca: return .pca(.read(&whitening, rules: rules))
    case .learned: return .learned(.read(&whitening))
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

  /// The share of the largest variance that smaller ones are raised to, in 0..<1; nil for 1e-5.
  ///
  /// It is written only where it was stated, so that it changed no earlier hash.
  public let floor: Double?

  /// The power of the variances that is divided by, in 0...1; nil for ½, which makes them equal.
  ///
  /// It is written only where it was stated, so that it changed no earlier hash.
  public let power: Double?

  package init(
    fitOn: WhiteningSource, images: Int?, dimensions: Int, floor: Double? = nil,
    power: Double? = nil
  ) {
    self.fitOn = fitOn
    self.images = images
    self.dimensions = dimensions
    self.floor = floor
    self.power = power
  }

  static func read(_ reader: inout ObjectReader, rules: ProtocolRules) -> PCAWhiteningSettings {
    PCAWhiteningSettings(
      fitOn: .read(&reader),
      images: reader.isStated("images")
        ? reader.optionalInteger("images", in: 2...1_000_000) : 2000,
      dimensions: reader.integer("dimensions", default: 1, in: 1...65_536, isRequired: true),
      floor: reader.optionalNumber("floor", .within(0...0.999_999)) ?? rules.whiteningFloor,
      power: reader.optionalNumber("power", .within(0...1)) ?? rules.whiteningPower)
  }
}

/// The fitting of a whitening from pairs of images of one object.
///
/// Radenović et al. 2019, learned whitening. The pairs follow from the set alone: of each instance the
/// first ten images, in the order of the set, are joined each with each, the earlier one as the query;
/// forty-five pairs at most.
public struct LearnedWhiteningSettings: Sendable, Hashable, Codable {
  /// A training set whose images name their instance; mandatory.
  public let fitOn: DatasetName

  /// The number of images, the first of the set; 2...1,000,000, null for all, which is the default.
  public let images: Int?

  /// The number of directions kept, at most that of features; mandatory.
  public let dimensions: Int

  package init(fitOn: DatasetName, images: Int?, dimensions: Int) {
    self.fitOn = fitOn
    self.images = images
    self.dimensions = dimensions
  }

  static func read(_ reader: inout ObjectReader) -> LearnedWhiteningSettings {
    let set = reader.fittingSet("fitOn", leak: "fitting whitening on it")
    if reader.isStated("fitOn"), !set.mayHaveInstances {
      reader.report(
        "fitOn", "no two images of \(set) are known to show one object, so there are no pairs",
        accepted: [DatasetName.miniLandmarks.rawValue, "{\"folder\": \"<name>\"}"])
    }
    return LearnedWhiteningSettings(
      fitOn: set, images: reader.optionalInteger("images", in: 2...1_000_000),
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
    let isSelection = reader.log.purpose == .selection
    guard reader.node.member("fitOn")?.text == otherCityName else {
      return .set(
        reader.fittingSet(
          "fitOn", leak: "fitting whitening on it", others: isSelection ? [] : [otherCityName]))
    }
    _ = reader.value("fitOn")
    if isSelection {
      reader.report(
        "fitOn", "the other city \(Purpose.selection.refusal)",
        accepted: DatasetName.registered.filter(\.canFit).map(\.rawValue) + [DatasetName.folderForm]
      )
    }
    return .otherCity
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
