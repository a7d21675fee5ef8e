import Figures
import Specs

/// How the networks behind all tables were trained, each once.
struct TrainingSection {
  let recipes: [Recipe]
  let hasCurves: Bool

  /// What the cache has no log of.
  let absent: [String]
  let hasAbsent: Bool

  /// One recipe, with a line a seed.
  struct Recipe {
    let name: String
    let label: String
    let words: String
    let panels: [String]
  }

  /// Creates the section of some tables.
  init(_ parts: [ReportTable]) {
    var seen: Set<String> = []
    let trainings = parts.flatMap { part in
      part.findings.trainings.filter { seen.insert($0.key).inserted }
    }
    let names = trainings.map(\.name).unique
    recipes = names.enumerated().compactMap { place, name in
      Self.recipe(trainings.filter { $0.name == name }, id: "training-\(place + 1)")
    }
    absent = names.filter { name in
      trainings.contains { $0.name == name && $0.curve == nil }
    }
    hasCurves = !recipes.isEmpty
    hasAbsent = !absent.isEmpty
  }

  private static func recipe(_ trainings: [CachedFindings.Training], id: String) -> Recipe? {
    let known = trainings.filter { $0.curve != nil }
    guard let first = known.first, let training = first.recipe.training else { return nil }
    let panels = TrainingCurve.measures.enumerated().compactMap { place, measure -> String? in
      let lines = known.enumerated().compactMap { number, run in
        run.curve?.points[measure.column].map { points in
          LineFigure.Line(
            name: "seed \(run.seed)", number: number,
            points: points.map { (x: $0.views, y: $0.value) })
        }
      }
      guard !lines.isEmpty else { return nil }
      return LineFigure(
        title: measure.name,
        horizontal: .init("views", 0...Double(max(training.views, 1))),
        vertical: .init(measure.name), lines: lines, size: (width: 168, height: 112)
      ).svg.inline(id: "\(id)-\(place + 1)")
    }
    let seeds = known.map { "\($0.seed)" }.joined(separator: ", ")
    return Recipe(
      name: first.name, label: first.recipe.label,
      words:
        "\(training.objective.kind) on \(training.dataset.rawValue), \(training.views) views in "
        + "\(training.steps) steps of \(training.viewsPerStep); "
        + "\(known.count == 1 ? "seed" : "seeds") \(seeds)",
      panels: panels)
  }
}
