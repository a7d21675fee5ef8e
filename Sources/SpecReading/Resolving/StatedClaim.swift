import JSON
import Specs

/// A claim as a spec states it.
struct ClaimStatement: NamedObject {
  var name: String?
  var statement = ""
  var scope: String?
  var source = ""
  var better: JSONNode?
  var worse: JSONNode?
  var metric: JSONNode?
  var place: JSONNode?

  static let formName = "claim"
  static let meaning =
    "A statement of the paper in testable form: one row beats another on a metric, judged on each set."
  static let fields: [Field<Self>] = [
    Field(
      "name", \.name, FieldType.plainName.unread, .mandatory,
      meaning: "A short name, once a spec."),
    Field("statement", \.statement, .text, .mandatory, meaning: "The statement in words."),
    Field(
      "scope", \.scope, FieldType.text.optional,
      meaning: "What the verdict is about, in words: \"labels of other categories, 51,200 views\"."),
    Field("source", \.source, .text, .mandatory, meaning: "Where the statement comes from."),
    Field(
      "better", \.better, .later(.plainName), .mandatory,
      meaning: "The row that should have the higher value, by its name without swept values."),
    Field(
      "worse", \.worse, .later(.plainName), .mandatory,
      meaning: "The row that should have the lower value."),
    Field(
      "metric", \.metric, .later(MetricName.form),
      meaning:
        "The metric, one of the table's; mandatory but in a specification curve, where a claim "
        + "without one is judged on each of them."),
    Field(
      "where", \.place,
      .later(.map(.any, keys: "a swept field", pattern: FieldPath.pattern)),
      meaning:
        "Which of its swept values each field has; mandatory where the matrix sweeps any, but in a "
        + "specification curve, where a field that is not stated has each of its values."),
  ]
}

/// An entry of the ledger that a spec refers to, with the rows that it is of.
struct LiteratureStatement: NamedObject {
  var id: String?
  var row: JSONNode?

  static let formName = "literature"
  static let meaning =
    "An entry of the ledger, `literature.json` beside the specs, and the row that evaluates the same network."
  static let fields: [Field<Self>] = [
    Field(
      "id", \.id, FieldType.plainName.unread, .mandatory, meaning: "The id of the entry."),
    Field(
      "row", \.row, .later(.text),
      meaning:
        "The row, by its full name or without its swept values. A value of the entry stands beside that of "
        + "each such row whose protocol is the entry's in every field; what agrees with none stands below the "
        + "table, with the fields that differ from the nearest."),
  ]

  /// What may stand in a list: an id alone, or with a row.
  static let elementForm = FieldForm.anyOf([.plainName, .object(form)])

  /// Returns what an element of a list states.
  static func read(element node: JSONNode, log: DiagnosticLog) -> LiteratureStatement {
    if case .object = node.value { return read(node, log: log) }
    var statement = LiteratureStatement()
    statement.id = log.fileName(node)
    return statement
  }
}
