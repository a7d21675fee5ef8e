import Records
import Specs

extension MarkdownRenderer {
  /// Returns what a selection says of each model: its best row, and the main effect of each level.
  func sections(of selection: SelectionOutcome) -> [String] {
    [
      "## Selection",
      "By \(selection.metric), the mean of a row over sets and seeds, in percent. A level's mean is over "
        + "the rows that have it; the best of each field is bold.",
    ] + selection.models.flatMap(sections)
  }

  private func sections(of model: ModelSelection) -> [String] {
    var sections = ["### \(model.model)"]
    guard let best = model.bestRow else {
      return sections + ["No row is available on every set and seed."]
    }
    let value = best.value.map(Rounded.percent) ?? "–"
    let choices = words(
      best.choices.filter { choice in
        model.fields.contains { $0.name == choice.field }
      })
    sections.append("Best row: `\(best.row)` with \(value)\(choices).")
    guard !model.fields.isEmpty else { return sections }
    sections.append(effects(of: model))
    let row = model.rowOfBestLevels.map { "which `\($0.row)` has" } ?? "which no row has together"
    sections.append("Best levels\(words(model.bestLevels)), \(row).")
    return sections + cautions(of: model)
  }

  private func effects(of model: ModelSelection) -> String {
    let rows = model.fields.flatMap { field in
      field.levels.map { level in
        let mean = level.mean.map(Rounded.percent) ?? "not available"
        return [
          field.name, level.name, "\(level.rows)",
          level.name == field.best?.name ? "**\(mean)**" : mean,
        ]
      }
    }
    return Self.grid(["field", "level", "rows", "mean"], rows, leading: 2)
  }

  /// Returns what speaks against reading the means as effects.
  private func cautions(of model: ModelSelection) -> [String] {
    let missing = model.rows.filter { $0.value == nil }.map { "`\($0.row)`" }
    var cautions: [String] = []
    if !missing.isEmpty {
      cautions.append(
        "Not available on every set and seed, so in no mean: \(missing.joined(separator: ", ")).")
    }
    if !model.isBalanced {
      cautions.append(
        "The levels of some fields do not occur together in proportion, so a level's mean holds "
          + "effects of other fields too.")
    }
    return cautions
  }

  private func words(_ choices: [RowChoice]) -> String {
    choices.isEmpty
      ? "" : ": " + choices.map { "\($0.field) \($0.level)" }.joined(separator: ", ")
  }
}
