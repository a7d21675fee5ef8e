package import JSON

/// Where training begins.
public enum InitialWeights: Sendable, Hashable {
  /// Random draws from the run's seed.
  case random
  /// The weights that another recipe ends with.
  case recipe(String)
  /// The weights of a file: `{"file": …, "source": …}`, and "prefix" where it holds several networks.
  case file(WeightsFileSettings)

  /// What may stand in a recipe.
  package static var form: FieldForm {
    .anyOf([.recipeReference, .object(WeightsFileSettings.form)])
  }

  /// What may stand where it is merged into a base.
  package static var differenceForm: FieldForm {
    .anyOf([.recipeReference, WeightsFileSettings.differenceForm])
  }

  package static func read(_ node: JSONNode, log: DiagnosticLog) -> InitialWeights? {
    if case .object = node.value { return .file(.read(node, log: log)) }
    guard let name = log.recipeName(node) else { return nil }
    guard name == "random" else { return .recipe(name) }
    if DiagnosticLog.isRecipePath(node.text) {
      log.add(node, "\"random\" stands for random draws; give the recipe's file another name")
    }
    return .random
  }

  /// What it is called in names of networks: the recipe, or the file.
  package var words: String {
    switch self {
    case .random: "random"
    case .recipe(let name): name
    case .file(let settings): settings.file
    }
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
public struct WeightsFileSettings: SettingsObject, NamedObject {
  package var file = ""
  package var source = ""
  package var prefix: String?

  package init() {}

  package static let formName = "weights-file"
  package static let meaning = "A file of weights that you have: a checkpoint of another project."
  package static let fields: [Field<Self>] = [
    Field(
      "file", \.file, .containedPath, .mandatory,
      meaning: "The file, below the folder of weights (`--weights`)."),
    Field("source", \.source, .text, .mandatory, meaning: "Where its authors publish it."),
    Field(
      "prefix", \.prefix, FieldType.text.optional,
      meaning: "What stands before the names of the network, such as \"state_dict_ema\", where the "
        + "file holds several and another than the preferred one is meant."),
  ]
}

extension FieldType where Value == String {
  /// A path that does not lead out of the folder of weights.
  fileprivate static var containedPath: FieldType {
    FieldType(form: .text) { node, log in
      log.string(node).flatMap { text in
        let isContained = SpecPlace.components(of: text, from: [])?.joined(separator: "/") == text
        if !isContained { log.add(node, "\"\(text)\" is no path below the folder of weights") }
        return isContained ? text : nil
      }
    }
  }
}
