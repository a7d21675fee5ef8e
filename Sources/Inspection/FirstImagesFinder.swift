import DescriptorStore
public import Extraction
public import Failures
public import Pipeline
public import Records
import Scoring
public import Specs
import Steps

/// Finds the first images of rankings that are in the cache; nothing is computed.
public struct FirstImagesFinder: Sendable {
  private let context: RunContext

  /// Prepares to look.
  ///
  /// - Parameters:
  ///   - options: where things lie.
  ///   - observe: receives what happens.
  /// - Throws: `CacheError` when the cache folder is unusable.
  public init(_ options: RunOptions, observe: @escaping RunObserver) throws {
    context = try RunContext(options, createsCache: false, observe: observe)
  }

  /// Returns the experiment with the optional sets that are there.
  ///
  /// - Throws: `DatasetError` for an optional set that is there and damaged.
  public func present(_ experiment: ResolvedExperiment) throws -> ResolvedExperiment {
    try experiment.lookingForOptionalSets(context)
  }

  /// Returns first images of a table.
  ///
  /// - Parameters:
  ///   - settings: which queries, and what of each; its set, its setting and its rows are stated.
  ///   - experiment: the table, with the optional sets that are there.
  ///   - command: the command that makes what is missing.
  /// - Returns: the first images.
  /// - Throws: `MissingRanking` where a ranking, a set or weights are not there; `UnknownQuery`, `DatasetError`
  ///   and `CacheError`.
  public func firstImages(
    _ settings: FirstImagesSettings, of experiment: ResolvedExperiment, command: String
  ) async throws -> FirstImages {
    let run = try await ExperimentRun(experiment, context)
    let found = run.rankings(for: settings)
    let there = Set(found.map(\.cell.row.name))
    let wanted = ((settings.rows ?? []) + settings.queries.flatMap(\.rows)).unique
    if let row = wanted.first(where: { !there.contains($0) }) {
      throw MissingRanking(
        row: row, dataset: settings.dataset ?? "", command: command, isBlocked: true)
    }
    for (cell, step) in found where try run.context.record(of: run.plan[step].key) == nil {
      throw MissingRanking(row: cell.row.name, dataset: cell.dataset.rawValue, command: command)
    }
    for (cell, _) in found where !run.context.has(cell.set) {
      throw MissingRanking(
        row: cell.row.name, dataset: cell.dataset.rawValue, command: command, isBlocked: true)
    }
    let firstImages = try await run.firstImages(settings) { step in
      guard let stored = try LocalExecutor.rankings(of: step, in: run.context) else {
        throw MissingRanking(row: step.label, dataset: settings.dataset ?? "", command: command)
      }
      return stored
    }
    guard let firstImages else {
      preconditionFailure("expected rankings of \(wanted) on \(settings.dataset ?? "")")
    }
    return firstImages
  }
}

/// A ranking that is to be shown and is not in the cache.
public struct MissingRanking: Failure, Equatable {
  /// The full name of the row.
  let row: String

  /// The evaluation set.
  let dataset: String

  /// The command that makes it.
  let command: String

  /// Whether images or weights of it are not there.
  let isBlocked: Bool

  /// Creates the error.
  package init(row: String, dataset: String, command: String, isBlocked: Bool = false) {
    self.row = row
    self.dataset = dataset
    self.command = command
    self.isBlocked = isBlocked
  }

  /// Nothing was run yet that could be shown; or an input is not there.
  public var kind: FailureKind { isBlocked ? .missingInput : .nothingToCompare }

  /// The row and the set.
  public var subject: String { "\(row) on \(dataset)" }

  /// What is missing.
  public var reason: String {
    isBlocked
      ? "its images or its weights are not on this computer" : "its ranking is not in the cache"
  }

  /// What makes it.
  public var advice: String {
    isBlocked ? "'\(command)' says what to get." : "Run the table: \(command)"
  }
}
