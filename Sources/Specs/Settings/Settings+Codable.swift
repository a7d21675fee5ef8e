/// The one key by which every choice of kinds is told apart.
private enum KindKey: String, CodingKey {
  case kind
}

extension WhiteningSettings: Codable {
  /// Reads what `encode(to:)` writes.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: KindKey.self)
    switch try container.decode(Kind.self, forKey: .kind) {
    case .none: self = .none
    case .pca: self = .pca(try PCAWhiteningSettings(from: decoder))
    case .learned: self = .learned(try LearnedWhiteningSettings(from: decoder))
    }
  }

  /// Writes the fields of the kind beside the kind's name, as in a spec.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: KindKey.self)
    switch self {
    case .none:
      try container.encode(Kind.none, forKey: .kind)
    case .pca(let settings):
      try container.encode(Kind.pca, forKey: .kind)
      try settings.encode(to: encoder)
    case .learned(let settings):
      try container.encode(Kind.learned, forKey: .kind)
      try settings.encode(to: encoder)
    }
  }
}

extension Objective: Codable {
  /// Reads what `encode(to:)` writes.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: KindKey.self)
    switch try container.decode(Kind.self, forKey: .kind) {
    case .crossEntropy: self = .crossEntropy(try CrossEntropySettings(from: decoder))
    case .contrastive: self = .contrastive(try ContrastiveSettings(from: decoder))
    case .averagePrecision: self = .averagePrecision(try ListwiseAPSettings(from: decoder))
    }
  }

  /// Writes the fields of the kind beside the kind's name, as in a spec.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: KindKey.self)
    switch self {
    case .crossEntropy(let settings):
      try container.encode(Kind.crossEntropy, forKey: .kind)
      try settings.encode(to: encoder)
    case .contrastive(let settings):
      try container.encode(Kind.contrastive, forKey: .kind)
      try settings.encode(to: encoder)
    case .averagePrecision(let settings):
      try container.encode(Kind.averagePrecision, forKey: .kind)
      try settings.encode(to: encoder)
    }
  }
}

extension OptimizerSettings: Codable {
  /// Reads what `encode(to:)` writes.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: KindKey.self)
    switch try container.decode(Kind.self, forKey: .kind) {
    case .adam: self = .adam(try AdamSettings(from: decoder))
    case .adamW: self = .adamW(try AdamSettings(from: decoder))
    case .sgd: self = .sgd(try SGDSettings(from: decoder))
    case .lars: self = .lars(try LARSSettings(from: decoder))
    }
  }

  /// Writes the fields of the kind beside the kind's name, as in a spec.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: KindKey.self)
    switch self {
    case .adam(let settings):
      try container.encode(Kind.adam, forKey: .kind)
      try settings.encode(to: encoder)
    case .adamW(let settings):
      try container.encode(Kind.adamW, forKey: .kind)
      try settings.encode(to: encoder)
    case .sgd(let settings):
      try container.encode(Kind.sgd, forKey: .kind)
      try settings.encode(to: encoder)
    case .lars(let settings):
      try container.encode(Kind.lars, forKey: .kind)
      try settings.encode(to: encoder)
    }
  }
}
