import JSON
import Specs

/// The recipe of a network, as a spec states it.
protocol RecipeStatement: NamedObject {
  var name: String? { get }
  var label: String { get }
  var architecture: ArchitectureSettings { get set }
  var initialWeights: InitialWeights { get set }
  var training: TrainingSettings? { get set }
}

extension RecipeStatement {
  /// The fields that decide the weights.
  fileprivate static var settingFields: [Field<Self>] {
    [
      Field(
        "architecture", \.architecture, .object,
        meaning: "The layout of the network."),
      Field(
        "initialWeights", \.initialWeights,
        FieldType(form: InitialWeights.form) { InitialWeights.read($0, log: $1) },
        standard: { _ in "random" },
        meaning: "Where training begins: \"random\", another recipe, or a file of weights."),
      Field(
        "training", \.training, FieldType.object.optional, standard: { _ in .null },
        meaning: "The training; null for a network that keeps its initial weights."),
    ]
  }

  /// Notes training of a network that is for extraction alone.
  mutating func complete(_ reader: ObjectReader, isSound: Bool) {
    guard training != nil, !architecture.canBeTrained else { return }
    reader.report(
      "training", "\(architecture.label) is for extraction; it cannot be trained here",
      accepted: ArchitectureSettings.trainable)
  }
}

/// The recipe of a network, as its file states it.
struct StatedRecipe: RecipeStatement {
  private var version: JSONNode?
  private var extends: JSONNode?
  private var schema: JSONNode?
  var name: String?
  var label = ""
  var architecture = ArchitectureSettings()
  var initialWeights = InitialWeights.random
  var training: TrainingSettings?

  static let formName = "recipe"
  static let meaning =
    "A recipe: how one network comes to its weights. It is a file, of `models/` or of a folder of your own."
  static let fields: [Field<Self>] =
    [
      .version(\.version), .extends(\.extends),
      Field(
        "name", \.name, FieldType.plainName.optional,
        meaning: "The file's name without \".json\"; may be left out."),
      Field("label", \.label, .text, .mandatory, meaning: "The name that tables show."),
    ] + settingFields + [.schema(\.schema)]
}

/// The recipe of a network, as a row of a table states it.
struct InlineRecipe: RecipeStatement {
  var name: String?
  var label = ""
  var architecture = ArchitectureSettings()
  var initialWeights = InitialWeights.random
  var training: TrainingSettings?

  static let formName = "row-recipe"
  static let meaning = "A recipe that stands in a row."
  static let fields: [Field<Self>] =
    [
      Field(
        "name", \.name, FieldType.plainName.optional,
        meaning: "The name of the network in results, once a table; that of the row unless stated."),
      Field("label", \.label, .text, .mandatory, meaning: "The name that tables show."),
    ] + settingFields
}

/// What a row changes in a recipe.
struct RecipeChange: NamedObject {
  var extends: JSONNode?
  var label: String?
  private var architecture: JSONNode?
  private var initialWeights: JSONNode?
  private var training: JSONNode?

  static let formName = "changed-recipe"
  static let meaning =
    "What a row changes in a recipe; of a chain of recipes in the last one. The network is called after "
    + "it. One that comes to the recipe itself, or to another row's, is the same network."
  static let fields: [Field<Self>] =
    [
      Field(
        "extends", \.extends, .later(.recipeReference), .mandatory,
        meaning: "The recipe: a file of `models/` by its name, or any by its path from this file."),
      Field(
        "label", \.label, FieldType.text.optional,
        meaning: "The name that tables show; that of the recipe and what is changed unless stated."),
    ] + settingFields

  /// The fields that decide the weights; they are read together with the recipe.
  private static let settingFields: [Field<Self>] = [
    Field(
      "architecture", \.architecture, .later(ArchitectureSettings.differenceForm),
      meaning: "What changes in the layout of the network."),
    Field(
      "initialWeights", \.initialWeights, .later(InitialWeights.differenceForm),
      meaning: "Where training begins instead."),
    Field(
      "training", \.training,
      .later(.anyOf([TrainingSettings.differenceForm, .constant(.null)])),
      meaning: "What changes in the training; null for none."),
  ]

  /// What may be changed in a recipe, in a row or by a sweep.
  static var settingsForm: ObjectForm {
    let keys = settingFields.map(\.name)
    return ObjectForm(
      name: formName, meaning: meaning, fields: form.fields.filter { keys.contains($0.name) })
  }
}
