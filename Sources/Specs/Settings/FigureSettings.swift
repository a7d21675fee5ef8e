import Evaluation

/// How the values of a curve's axis are spaced.
public enum AxisScale: String, CaseIterable, Sendable, Codable, RegisteredName {
  /// By their logarithms; all are above 0.
  case logarithmic

  /// As they are.
  case linear
}

/// A figure of a table: metrics against a swept field of numbers.
public struct FigureSettings: SettingsObject, NamedObject {
  package var horizontal = ""
  package var scale = AxisScale.logarithmic
  package var metrics: [MetricName] = []

  package init() {}

  package static let formName = "figure"
  package static let meaning =
    "A figure of a table: metrics against a swept field of numbers, a line a row, with intervals."
  package static let fields: [Field<Self>] = [
    Field(
      "horizontal", \.horizontal, .text, .mandatory,
      meaning:
        "The swept field of the horizontal axis, by its path, such as \"model.training.views\"; "
        + "rows that take no part in its sweep are level lines."),
    Field(
      "scale", \.scale, .name, meaning: "How the values of that axis are spaced."),
    Field(
      "metrics", \.metrics, .distinctList(of: .metric), .mandatory,
      meaning: "The metrics of the vertical axes, each a row of panels, of the table's."),
  ]
}
