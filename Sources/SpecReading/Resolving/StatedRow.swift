import JSON
import Specs

/// A row with a network, as a spec states it.
struct RowStatement: NamedObject {
  var name: String?
  var label: String?
  var model: JSONNode?
  var descriptor: JSONNode?
  var search: JSONNode?
  var levels: JSONNode?
  var sweeps: JSONNode?

  static let formName = "row"
  static let meaning = "A row: a network, and the way its descriptors are made."
  static let fields: [Field<Self>] = [
    Field(
      "name", \.name, FieldType.plainName.unread, .mandatory,
      meaning: "The row's name, by which claims name it; swept values are added to it."),
    Field(
      "label", \.label, FieldType.text.optional,
      meaning: "The name that the table shows; that of the recipe unless stated."),
    Field(
      "model", \.model, .later(StatedModel.form), .mandatory,
      meaning:
        "The network: a recipe by its name, a file of `models/` without \".json\", or by its path from "
        + "this file; a recipe of the row's own; or what changes in another: {\"extends\": "
        + "\"contrastive\", \"training\": {\"batch\": 64}}."),
    Field(
      "descriptor", \.descriptor, .later(DescriptorSettings.differenceForm),
      meaning: "What the row changes in the spec's \"descriptor\"."),
    Field(
      "search", \.search, .later(SearchSettings.differenceForm),
      meaning: "What the row changes in the spec's \"search\"."),
    Field(
      "levels", \.levels, .later(.map(.text, keys: "a factor", pattern: Factor.namePattern)),
      meaning: "The level that the row has of each factor."),
    Field(
      "sweeps", \.sweeps,
      .later(
        .anyOf([
          .flag,
          .list(.text, count: 0...Int.max, isDistinct: true),
        ])),
      meaning:
        "The swept fields that the row takes part in, or false for none; all unless stated. Of the others "
        + "it has its own value, and tables show \"–\"."),
  ]
}

/// A row that is a reference, as a spec states it.
struct ReferenceStatement: NamedObject {
  var name: String?
  var label: String?
  var reference: ReferenceName?

  static let formName = "reference"
  static let meaning = "A row that tells what numbers are worth without any learning."
  static let fields: [Field<Self>] = [
    Field(
      "name", \.name, FieldType.plainName.unread, .mandatory,
      meaning: "The row's name, by which claims name it."),
    Field(
      "label", \.label, FieldType.text.optional,
      meaning: "The name that the table shows; that of the reference unless stated."),
    Field(
      "reference", \.reference, FieldType.name.unread, .mandatory,
      read: { reader, row in
        row.reference = reader.value("reference").flatMap { reader.log.name($0) }
        if reader.value("model") != nil {
          reader.report("model", "the row is a reference already; keep \"model\" or \"reference\"")
        }
        for key in ["descriptor", "search"] where reader.value(key) != nil {
          reader.report(key, "a reference has no \(key) of its own")
        }
      },
      meaning:
        "What the row is: \"chance\", the expected value of a random order; \"strata-oracle\", "
        + "that of an order in which the images of the query's own stratum come first, which "
        + "needs \"strata\"; \"pixels\", images warped to 8×8 pixels without the mean of each "
        + "channel. A reference takes part in no sweep but of the world, is the same for every "
        + "seed and never bold."),
  ]
}
