/// The fields of a mean over neighbours as a spec writes them.
private struct NeighbourFields<Kind: Codable>: Codable {
  let kind: Kind
  var images: Int?
  var alpha: Double?

  /// Returns a field of the kind, or throws when it is not there.
  func require<Value>(_ value: Value?, _ name: String, _ decoder: any Decoder) throws -> Value {
    guard let value else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath, debugDescription: "missing \"\(name)\""))
    }
    return value
  }
}

extension QueryExpansionSettings: Codable {
  /// Reads what `encode(to:)` writes.
  public init(from decoder: any Decoder) throws {
    let fields = try NeighbourFields<Kind>(from: decoder)
    switch fields.kind {
    case .none: self = .none
    case .aqe: self = .aqe(images: try fields.require(fields.images, "images", decoder))
    case .alphaQE:
      self = .alphaQE(
        images: try fields.require(fields.images, "images", decoder),
        alpha: try fields.require(fields.alpha, "alpha", decoder))
    case .diffusion: self = .diffusion(try DiffusionSettings(from: decoder))
    }
  }

  /// Writes the fields of the kind beside the kind's name, as in a spec.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .none: try NeighbourFields(kind: Kind.none).encode(to: encoder)
    case .aqe(let images):
      try NeighbourFields(kind: Kind.aqe, images: images).encode(to: encoder)
    case .alphaQE(let images, let alpha):
      try NeighbourFields(kind: Kind.alphaQE, images: images, alpha: alpha).encode(to: encoder)
    case .diffusion(let settings):
      try NeighbourFields(kind: Kind.diffusion).encode(to: encoder)
      try settings.encode(to: encoder)
    }
  }
}

extension DatabaseAugmentationSettings: Codable {
  /// Reads what `encode(to:)` writes.
  public init(from decoder: any Decoder) throws {
    let fields = try NeighbourFields<Kind>(from: decoder)
    switch fields.kind {
    case .none: self = .none
    case .dba: self = .dba(images: try fields.require(fields.images, "images", decoder))
    case .alphaDBA:
      self = .alphaDBA(
        images: try fields.require(fields.images, "images", decoder),
        alpha: try fields.require(fields.alpha, "alpha", decoder))
    }
  }

  /// Writes the fields of the kind beside the kind's name, as in a spec.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .none: try NeighbourFields(kind: Kind.none).encode(to: encoder)
    case .dba(let images):
      try NeighbourFields(kind: Kind.dba, images: images).encode(to: encoder)
    case .alphaDBA(let images, let alpha):
      try NeighbourFields(kind: Kind.alphaDBA, images: images, alpha: alpha).encode(to: encoder)
    }
  }
}
