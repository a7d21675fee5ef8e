import JSON

/// What happens between descriptors and rankings.
///
/// Nothing of it needs the network, so rows that differ here alone share their descriptors.
public struct SearchSettings: Sendable, Hashable, Codable {
  /// What becomes of queries; "none" by default.
  public let expansion: QueryExpansionSettings

  /// What becomes of database images before that; "none" by default.
  public let augmentation: DatabaseAugmentationSettings

  /// The exhaustive search with descriptors as they are.
  public static let plain = SearchSettings(expansion: .none, augmentation: .none)

  package init(expansion: QueryExpansionSettings, augmentation: DatabaseAugmentationSettings) {
    self.expansion = expansion
    self.augmentation = augmentation
  }

  static func read(_ node: JSONNode, log: DiagnosticLog) -> SearchSettings {
    var reader = ObjectReader(node, log: log)
    defer { reader.finish() }
    return SearchSettings(
      expansion: reader.value("expansion").map { .read($0, log: log) } ?? .none,
      augmentation: reader.value("augmentation").map { .read($0, log: log) } ?? .none)
  }
}

/// What becomes of a query before the database is ranked.
public enum QueryExpansionSettings: Sendable, Hashable {
  /// It stays as it is: `{"kind": "none"}`.
  case none
  /// The mean of itself and its nearest images, 1...1000 of them (Chum et al. 2007).
  ///
  /// `{"kind": "aqe", "images": 10}`.
  case aqe(images: Int)
  /// The same, images weighted by a power of their similarity, 3 by default (Radenović et al. 2019).
  ///
  /// `{"kind": "alpha-qe", "images": 10, "alpha": 3}`.
  case alphaQE(images: Int, alpha: Double)
  /// Scores spread over a graph of the database (Iscen et al. 2017): `{"kind": "diffusion", …}`.
  case diffusion(DiffusionSettings)

  enum Kind: String, CaseIterable, Codable, RegisteredName {
    case none, aqe
    case alphaQE = "alpha-qe"
    case diffusion
  }

  static func read(_ node: JSONNode, log: DiagnosticLog) -> QueryExpansionSettings {
    var reader = ObjectReader(node, log: log)
    defer { reader.finish() }
    switch reader.name("kind", default: Kind.none, isRequired: true) {
    case .none: return .none
    case .aqe: return .aqe(images: reader.neighbourCount())
    case .alphaQE: return .alphaQE(images: reader.neighbourCount(), alpha: reader.alpha())
    case .diffusion: return .diffusion(.read(&reader))
    }
  }
}

/// What becomes of a database image before queries are compared with it.
public enum DatabaseAugmentationSettings: Sendable, Hashable {
  /// It stays as it is: `{"kind": "none"}`.
  case none
  /// The mean of itself and its nearest images, 1...1000 of them (Turcot and Lowe 2009).
  ///
  /// `{"kind": "dba", "images": 10}`.
  case dba(images: Int)
  /// The same, images weighted by a power of their similarity, 3 by default (Gordo et al. 2017).
  ///
  /// `{"kind": "alpha-dba", "images": 10, "alpha": 3}`.
  case alphaDBA(images: Int, alpha: Double)

  enum Kind: String, CaseIterable, Codable, RegisteredName {
    case none, dba
    case alphaDBA = "alpha-dba"
  }

  static func read(_ node: JSONNode, log: DiagnosticLog) -> DatabaseAugmentationSettings {
    var reader = ObjectReader(node, log: log)
    defer { reader.finish() }
    switch reader.name("kind", default: Kind.none, isRequired: true) {
    case .none: return .none
    case .dba: return .dba(images: reader.neighbourCount())
    case .alphaDBA: return .alphaDBA(images: reader.neighbourCount(), alpha: reader.alpha())
    }
  }
}

/// The spreading of scores over a graph; the defaults are those of the authors' code.
public struct DiffusionSettings: Sendable, Hashable, Codable {
  /// How many images a query starts from, 1...1000, 10 by default.
  public let images: Int

  /// How many images count as an image's nearest, itself included, 1...1000, 50 by default.
  public let neighbours: Int

  /// The power of a similarity that an edge weighs, above 0 and at most 100, 3 by default.
  public let exponent: Double

  /// How much of the scores goes on to neighbours (α in the paper), 0...0.9999, 0.99 by default.
  public let damping: Double

  package init(images: Int, neighbours: Int, exponent: Double, damping: Double) {
    self.images = images
    self.neighbours = neighbours
    self.exponent = exponent
    self.damping = damping
  }

  static func read(_ reader: inout ObjectReader) -> DiffusionSettings {
    DiffusionSettings(
      images: reader.integer("images", default: 10, in: 1...1000),
      neighbours: reader.integer("neighbours", default: 50, in: 1...1000),
      exponent: reader.number("exponent", default: 3, .positive(to: 100)),
      damping: reader.number("damping", default: 0.99, .within(0...0.9999)))
  }
}

extension ObjectReader {
  /// Returns the number of images that enter a mean.
  fileprivate mutating func neighbourCount() -> Int {
    integer("images", default: 1, in: 1...1000, isRequired: true)
  }

  /// Returns the power of similarities that images are weighted with.
  fileprivate mutating func alpha() -> Double {
    number("alpha", default: 3, .within(0...100))
  }
}
