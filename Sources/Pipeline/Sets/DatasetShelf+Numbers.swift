import Datasets
import Evaluation
import Scoring
import Specs

extension DatasetShelf {
  /// Returns the numbers of the columns that covariates are taken from.
  ///
  /// - Parameters:
  ///   - columns: the names of columns.
  ///   - set: the set; one of the mini world gets its table of views unless it has one.
  ///   - wanted: the protocol whose images are meant.
  /// - Returns: the numbers by column, without those that the set lacks.
  /// - Throws: `DatasetError` for a value that is not a number.
  func numbers(
    of columns: [String], in set: WorldSet, _ wanted: EvaluationProtocol
  ) async throws -> [String: ImageNumbers] {
    let found = try await retrievalSet(set)
    guard let task = found.dataset.task(wanted) else {
      preconditionFailure("expected a task of \(set.dataset) under \(wanted)")
    }
    try await WorldStage(context: context).provideViews(
      set.plain, stage: "measure the views of \(experiment.name(of: set.plain))")
    let layout = RetrievalLayout(root: context.dataRoot, name: set.folderName)
    var numbers: [String: ImageNumbers] = [:]
    for column in columns.unique {
      numbers[column] = try task.numbers(
        of: column, source: layout.folder, views: layout.viewFile)
    }
    return numbers
  }
}
