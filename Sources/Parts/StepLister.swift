package import Extraction
package import Pipeline
package import Specs

/// Lists the steps of experiments in the order in which they can be performed; nothing is executed.
package struct StepLister: Sendable {
  private let options: RunOptions
  private let observe: RunObserver

  /// Prepares a list.
  ///
  /// - Parameters:
  ///   - options: where things lie.
  ///   - observe: receives what happens.
  package init(_ options: RunOptions, observe: @escaping RunObserver) {
    self.options = options
    self.observe = observe
  }

  /// Returns the steps that are meant, with what is in the cache of each.
  ///
  /// - Parameters:
  ///   - selection: which steps.
  ///   - experiments: the experiments whose plans they are of.
  /// - Returns: the list, wave by wave.
  /// - Throws: `UnknownStepError`; what planning throws; `CacheError` when the cache cannot be read or its
  ///   folder is unusable.
  package func list(
    _ selection: StepSelection, of experiments: [ResolvedExperiment]
  ) async throws -> StepList {
    let work = try await PlannedWork(
      options, of: experiments, createsCache: false, observe: observe)
    work.tellOfMissingInputs()
    return try work.list(selection)
  }
}
