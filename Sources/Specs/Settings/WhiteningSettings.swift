import JSON

/// A projection that is fitted on one set of images and applied to another.
public enum WhiteningSettings: SettingsChoice {
  /// Descriptors stay as they are pooled.
  case none

  /// Principal components scaled towards equal variance.
  case pca(PCAWhiteningSettings)

  /// A projection learnt from pairs of images of one object.
  case learned(LearnedWhiteningSettings)

  package static let formName = "whitening"
  package static let meaning =
    "A projection that is fitted on one set of images and applied to another."
  package static let kinds: [SettingsKind<Self>] = kinds(pca: PCAWhiteningSettings())

  private static func kinds(pca: PCAWhiteningSettings) -> [SettingsKind<Self>] {
    [
      SettingsKind("none", "Descriptors stay as they are pooled.", .none),
      SettingsKind(
        "pca", "Principal components scaled towards equal variance.", standard: pca, make: Self.pca
      ) { if case .pca(let settings) = $0 { settings } else { nil } },
      SettingsKind(
        "learned",
        "A projection learnt from pairs of images of one object (Radenović et al. 2019). The pairs "
          + "follow from the set alone: of each instance the first ten images, in the order of the set, "
          + "are joined each with each, the earlier one as the query; forty-five pairs at most.",
        make: Self.learned
      ) { if case .learned(let settings) = $0 { settings } else { nil } },
    ]
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
    guard let node = reader.value("whitening") else {
      if let preset, preset.whiteningKind != "none" {
        reader.report(
          "preset",
          "\(preset.rawValue) whitens, so \"whitening\" must say with \"fitOn\" and "
            + "\"dimensions\" on what; or write {\"kind\": \"none\"}")
      }
      return .none
    }
    guard let preset else { return read(node, log: reader.log) }
    return read(
      node, log: reader.log, kinds: kinds(pca: preset.whitening),
      standard: preset.whiteningKind)
  }
}

/// The fitting of PCA whitening.
public struct PCAWhiteningSettings: SettingsObject {
  package var fitOn = WhiteningSource.set(.miniScenes)
  package var images: Int? = 2000
  package var dimensions = 1
  package var floor: Double?
  package var power: Double?

  package init() {}

  package static let fields: [Field<Self>] = [
    Field(
      "fitOn", \.fitOn, .inContext(WhiteningSource.form), .mandatory,
      read: { reader, object in object.fitOn = .read(&reader) },
      meaning:
        "The images whose statistics are taken: a training set, a folder, or \"other-city\", "
        + "Paris for Oxford and Oxford for Paris. Fitting on what is evaluated is an error "
        + "unless the spec allows a leak."),
    Field(
      "images", \.images, FieldType.integer(2...1_000_000).optional,
      meaning: "The number of images, the first of the set; null for all."),
    Field(
      "dimensions", \.dimensions, .integer(1...65_536), .mandatory,
      meaning:
        "The number of components kept, at most that of features, and at most as many as the "
        + "images differ in, which is one less than their number at best: another direction "
        + "would be rounding."),
    Field(
      "floor", \.floor, FieldType.number(.within(0...0.999_999)).optional,
      meaning:
        "The share of the largest variance that smaller ones are raised to; 1e-5 unless stated here or by "
        + "the preset."),
    Field(
      "power", \.power, FieldType.share.optional,
      meaning: "The power of the variances that is divided by; ½, which makes them equal, unless "
        + "stated here or by the preset (dirtorch takes ¼)."),
  ]
}

/// The fitting of a whitening from pairs of images of one object.
public struct LearnedWhiteningSettings: SettingsObject {
  package var fitOn = DatasetName.miniScenes
  package var images: Int?
  package var dimensions = 1

  package init() {}

  package static let fields: [Field<Self>] = [
    Field(
      "fitOn", \.fitOn, .inContext(DatasetName.form), .mandatory,
      read: { reader, object in
        object.fitOn = reader.fittingSet("fitOn", leak: "fitting whitening on it")
      }, meaning: "A training set whose images name their instance."),
    Field(
      "images", \.images, FieldType.integer(2...1_000_000).optional,
      meaning: "The number of images, the first of the set; null for all."),
    Field(
      "dimensions", \.dimensions, .integer(1...65_536), .mandatory,
      meaning:
        "The number of directions kept, at most that of features, and at most as many as the "
        + "pairs differ in, which is one less than their number at best: another direction "
        + "would be rounding."),
  ]

  package mutating func complete(_ reader: ObjectReader, isSound: Bool) {
    if reader.isStated("fitOn"), !fitOn.mayHaveInstances {
      reader.report(
        "fitOn", "no two images of \(fitOn) are known to show one object, so there are no pairs",
        accepted: [DatasetName.miniLandmarks.rawValue, DatasetName.folderForm])
    }
  }
}

/// The images that whitening is fitted on: never those it is then applied to.
public enum WhiteningSource: Sendable, Hashable {
  /// One set, for every column of the table.
  case set(DatasetName)
  /// The database images of the other city: Paris for Oxford and Oxford for Paris, as is customary.
  case otherCity

  static let otherCityName = "other-city"

  /// What a spec may name.
  static var form: FieldForm { .anyOf([.names([otherCityName]), DatasetName.form]) }

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
