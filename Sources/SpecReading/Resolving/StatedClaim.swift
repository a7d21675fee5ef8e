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

/// A value that a publication gives for one cell, as a spec states it.
struct PublishedStatement: ColumnValue, NamedObject {
  var row: JSONNode?
  var dataset: JSONNode?
  var metric: JSONNode?
  var percent = 0.0
  var citation = ""

  static let formName = "published"
  static let meaning = "A value that a publication gives for one cell."
  static let fields: [Field<Self>] =
    [
      Field(
        "row", \.row, .later(.text), .mandatory,
        meaning: "The full name of the row, with its swept values.")
    ] + valueFields + [
      Field("citation", \.citation, .text, .mandatory, meaning: "Where the value was read.")
    ]
}

/// A result of a publication that stands below the table, as a spec states it.
struct LiteratureStatement: NamedObject {
  var label = ""
  var citation = ""
  var values: JSONNode?

  static let formName = "literature"
  static let meaning =
    "A result that a publication gives for a network or a setting that the table does not have."
  static let fields: [Field<Self>] = [
    Field(
      "label", \.label, .text, .mandatory,
      meaning: "What was evaluated, and how, as far as it differs."),
    Field("citation", \.citation, .text, .mandatory, meaning: "Where the values were read."),
    Field(
      "values", \.values,
      .later(.list(.object(ValueStatement.form), count: 1...Int.max, isDistinct: false)),
      .mandatory,
      meaning: "The values."),
  ]
}

/// The value of one column.
protocol ColumnValue: Fielded {
  var dataset: JSONNode? { get set }
  var metric: JSONNode? { get set }
  var percent: Double { get set }
}

extension ColumnValue {
  fileprivate static var valueFields: [Field<Self>] {
    [
      Field(
        "dataset", \.dataset, .later(.text), .mandatory,
        meaning: "The evaluation set, one of the table's, by its name in records."),
      Field(
        "metric", \.metric, .later(MetricName.form), .mandatory,
        meaning: "The metric, one of the table's."),
      Field(
        "percent", \.percent, .number(.within(0...100)), .mandatory, unit: "percent",
        meaning: "The value."),
    ]
  }
}

/// One value of a publication, as a spec states it.
struct ValueStatement: ColumnValue, NamedObject {
  var dataset: JSONNode?
  var metric: JSONNode?
  var percent = 0.0

  static let formName = "value"
  static let meaning = "One value of a publication."
  static let fields = valueFields
}
