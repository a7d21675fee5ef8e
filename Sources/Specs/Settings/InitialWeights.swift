import JSON

/// Where training begins.
public enum InitialWeights: Sendable, Hashable {
  /// Random draws from the run's seed.
  case random
  /// The weights that another recipe ends with.
  case recipe(String)
  /// The weights of a file: `{"file": …, "source": …}`, and "prefix" where it holds several networks.
  case file(WeightsFileSettings)

  static func read(_ node: JSONNode, log: DiagnosticLog) -> InitialWeights? {
    if case .object = node.value { return .file(.read(node, log: log)) }
    return log.fileName(node).map { $0 == "random" ? .random : .recipe($0) }
  }
}

extension InitialWeights: Codable {
  /// Reads what `encode(to:)` writes.
  public init(from decoder: any Decoder) throws {
    if let name = try? decoder.singleValueContainer().decode(String.self) {
      self = name == "random" ? .random : .recipe(name)
    } else {
      self = .file(try WeightsFileSettings(from: decoder))
    }
  }

  /// Writes the name or the file, as in a recipe.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .random:
      var container = encoder.singleValueContainer()
      try container.encode("random")
    case .recipe(let name):
      var container = encoder.singleValueContainer()
      try container.encode(name)
    case .file(let settings): try settings.encode(to: encoder)
    }
  }
}

/// A file of weights that the user has: a checkpoint of another project.
public struct WeightsFileSettings: Sendable, Hashable, Codable {
  /// The file, below the folder of weights (`--weights`); mandatory.
  public let file: String

  /// Where its authors publish it; mandatory.
  public let source: String

  /// What stands before the names of the network in the file; nil for the one that is preferred.
  public let prefix: String?

  package init(file: String, source: String, prefix: String? = nil) {
    self.file = file
    self.source = source
    self.prefix = prefix
  }

  static func read(_ node: JSONNode, log: DiagnosticLog) -> WeightsFileSettings {
    var reader = ObjectReader(node, log: log)
    defer { reader.finish() }
    let file = reader.value("file", isRequired: true).flatMap { node in
      log.string(node).flatMap { text -> String? in
        let isContained = SpecPlace.components(of: text, from: [])?.joined(separator: "/") == text
        if !isContained { log.add(node, "\"\(text)\" is no path below the folder of weights") }
        return isContained ? text : nil
      }
    }
    return WeightsFileSettings(
      file: file ?? "", source: reader.string("source", isRequired: true),
      prefix: reader.value("prefix").flatMap { log.string($0) })
  }
}
