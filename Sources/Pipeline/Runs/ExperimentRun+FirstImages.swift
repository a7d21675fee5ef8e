import Datasets
import Evaluation
package import Failures
import Files
import OrderedCollections
package import Records
package import Scoring
package import Specs
package import Steps

extension ExperimentRun {
  /// Returns the rankings of the rows that are shown or that queries are picked by, without those that something
  /// is missing for.
  ///
  /// - Parameter firstImages: what is shown; its set, its setting and its rows are stated.
  /// - Returns: the cell and the step of each, in the order of the table.
  package func rankings(for firstImages: FirstImagesSettings) -> [(cell: PlanCell, step: Step.ID)] {
    let rows = Set((firstImages.rows ?? []) + firstImages.queries.flatMap(\.rows))
    let wanted = EvaluationProtocol.allCases.first { wanted in
      firstImages.setting.map(wanted.settings.contains) ?? false
    }
    guard let seed = firstImages.seed ?? experiment.seeds.first, let wanted else { return [] }
    return plan.cells.compactMap { cell in
      guard cell.dataset.rawValue == firstImages.dataset, cell.seed == seed,
        rows.contains(cell.row.name),
        let step = cell.scores[wanted].flatMap(plan.ranking(behind:)), !plan[step].isBlocked
      else { return nil }
      return (cell, step)
    }
  }

  /// Returns the first images that the spec shows.
  ///
  /// - Parameter ranked: returns the rankings of a step.
  /// - Returns: the first images; nil for a spec that shows none, and where nothing of them is there.
  /// - Throws: `UnknownQuery`, `DatasetError`, and what `ranked` throws.
  func firstImages(_ ranked: (Step) async throws -> StoredRankings) async throws -> FirstImages? {
    guard let settings = experiment.firstImages else { return nil }
    return try await firstImages(settings, ranked)
  }

  /// Returns first images of the table.
  ///
  /// - Parameters:
  ///   - settings: what is shown; its set, its setting and its rows are stated.
  ///   - ranked: returns the rankings of a step.
  /// - Returns: the first images; nil where nothing of them is there.
  /// - Throws: `UnknownQuery`, `DatasetError`, and what `ranked` throws.
  package func firstImages(
    _ settings: FirstImagesSettings, _ ranked: (Step) async throws -> StoredRankings
  ) async throws -> FirstImages? {
    let found = rankings(for: settings)
    guard let cell = found.first?.cell, let setting = settings.setting else { return nil }
    var arms: [RankedArm] = []
    for (cell, step) in found {
      let stored = try await ranked(plan[step])
      arms.append(
        RankedArm(
          row: cell.row.name, label: cell.row.label, rankings: stored.rankings,
          scores: stored.firstScores))
    }
    let set = try await shelf.retrievalSet(cell.set).dataset
    let tasks = set.evaluationProtocols.compactMap(set.task)
    guard
      let task = tasks.first(where: {
        $0.groundTruth.evaluationProtocol.settings.contains(setting)
      })
    else { preconditionFailure("expected a task of \(cell.dataset) with \(setting)") }
    let names = task.groundTruth.queries.map(\.name)
    for case .named(let wanted) in settings.queries {
      guard let unknown = wanted.first(where: { !names.contains($0) }) else { continue }
      throw UnknownQuery(name: unknown, dataset: cell.dataset.rawValue, known: names)
    }
    return FirstImages(
      settings, of: cell.dataset, seed: cell.seed, task: task, arms: arms, root: context.dataRoot)
  }
}

/// A query that is to be shown and that its set does not have.
package struct UnknownQuery: Failure, Equatable {
  /// The name that was asked for.
  let name: String

  /// The set.
  let dataset: String

  /// The names of its queries.
  let known: [String]

  /// Creates the error.
  package init(name: String, dataset: String, known: [String]) {
    self.name = name
    self.dataset = dataset
    self.known = known
  }

  /// The spec or the command asks for what is not there.
  package var kind: FailureKind { .usage }

  /// The set.
  package var subject: String { dataset }

  /// What it lacks.
  package var reason: String { "no query is named \"\(name)\"" }

  /// Which query may be meant.
  package var advice: String {
    if let nearest = nearestName(to: name, among: known) { return "did you mean \"\(nearest)\"?" }
    let some = known.prefix(5).map { "\"\($0)\"" }.joined(separator: ", ")
    return "There are \(known.count) queries, such as \(some)."
  }
}
