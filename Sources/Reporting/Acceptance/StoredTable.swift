import Failures
public import Records
public import Specs

/// The results of one spec and the baseline of its table, as they lie in the folder of results.
public struct StoredTable: Sendable {
  /// Why a file cannot be used.
  struct Problem: Failure {
    /// What it comes to: nothing to compare, or damage.
    let outcome: BaselineDiff.Outcome

    /// The file, and the place in it.
    let subject: String

    /// What is wrong with it.
    let reason: String

    /// What to do, a clause.
    let advice: String

    /// The file and what is wrong with it.
    let statement: String

    var kind: FailureKind { outcome == .damaged ? .damagedInput : .nothingToCompare }
  }

  /// The spec, which names the files.
  public let experiment: ResolvedExperiment

  /// The spec file, as it was given.
  public let spec: String

  /// The results, when they can be read and are of this spec.
  let result: ExperimentResult?

  /// Why there are none.
  let resultProblem: Problem?

  /// The accepted values, when they can be read.
  let accepted: Baseline?

  /// Why there are none.
  let baselineProblem: Problem?

  /// The full names of the rows of the spec and of the baseline.
  public var rowNames: [String] {
    let names = experiment.rows.map(\.name)
    return names + (accepted?.rows.map(\.name) ?? []).filter { !names.contains($0) }
  }

  /// The headings of the columns of the spec and of the baseline.
  public var columnNames: [String] {
    // The results know which optional sets were there.
    let names = (result?.experiment ?? experiment).columns.map {
      Column($0.dataset, $0.metric).description
    }
    return names
      + (accepted?.columns.map(\.description) ?? []).filter { !names.contains($0) }
  }

  /// Returns whether the table has a row and a column that were asked for.
  public func has(_ options: DiffOptions) -> Bool {
    (options.rows.isEmpty || !options.rows.isDisjoint(with: rowNames))
      && (options.columns.isEmpty || !options.columns.isDisjoint(with: columnNames))
  }

  /// Returns what became of the table since its baseline was accepted.
  ///
  /// - Parameter options: what to compare, and how strictly.
  /// - Returns: the comparison, or why there can be none.
  /// - Throws: what the encoder of settings reports.
  public func diff(_ options: DiffOptions) throws -> BaselineDiff {
    guard let result, let accepted else {
      let problems = [resultProblem, baselineProblem].compactMap(\.self)
      return BaselineDiff(
        table: experiment.name, spec: spec, .worst(problems.map(\.outcome)),
        obstacle: problems.map(\.description).joined(separator: "\n"))
    }
    return BaselineDiff(
      try Baseline(accepting: result), against: accepted, spec: spec, options: options)
  }
}

extension StoredTable {
  /// Returns the results, when they can be read and are of this spec.
  ///
  /// - Throws: `AcceptanceRefusal` that says why there are none.
  public func requiredResult() throws(AcceptanceRefusal) -> ExperimentResult {
    if let result { return result }
    guard let resultProblem else {
      preconditionFailure("expected results of \(experiment.name), or why there are none")
    }
    throw AcceptanceRefusal(resultProblem)
  }
}

extension ResultStore {
  /// Reads the results of a spec and the baseline of its table; nothing is run.
  ///
  /// - Parameters:
  ///   - experiment: what the spec says.
  ///   - spec: the spec file, as it was given; messages name it.
  /// - Returns: what is there, or why it cannot be used.
  /// - Throws: what the encoder of settings reports.
  public func table(of experiment: ResolvedExperiment, spec: String) throws -> StoredTable {
    var (result, resultProblem) = readResult(experiment.name, spec: spec)
    if let found = result {
      let changes = try experiment.changes(since: found.experiment)
      if !changes.isEmpty {
        result = nil
        resultProblem = .nothingToCompare(
          resultPath(experiment.name), "is not of this spec: \(Self.summary(of: changes))",
          advice: "run it again: iir run \(spec.shellWord)")
      }
    }
    let (accepted, baselineProblem) = readBaseline(experiment.name, spec: spec)
    return StoredTable(
      experiment: experiment, spec: spec, result: result, resultProblem: resultProblem,
      accepted: accepted, baselineProblem: baselineProblem)
  }

  private static func summary(of changes: [SettingsChange]) -> String {
    let listed = changes.prefix(5).map { change in
      change.words + (change.rows.isEmpty ? "" : " (\(RowList(change.rows).words))")
    }
    let others = changes.count - listed.count
    return listed.joined(separator: ", ") + (others > 0 ? " and \(others) more" : "")
  }

  private func readResult(
    _ name: String, spec: String
  ) -> (ExperimentResult?, StoredTable.Problem?) {
    let path = resultPath(name)
    let command = "iir run \(spec.shellWord)"
    do throws(RecordError) {
      if let data = try contents(of: path) { return (try ExperimentResult(data, path: path), nil) }
      return (
        nil,
        .nothingToCompare(path, "does not exist", advice: "run the table: \(command)")
      )
    } catch {
      return (nil, StoredTable.Problem(error, advice: "run the table again: \(command)"))
    }
  }

  private func readBaseline(_ name: String, spec: String) -> (Baseline?, StoredTable.Problem?) {
    let path = baselinePath(name)
    let command = "iir baseline accept \(spec.shellWord)"
    do throws(RecordError) {
      if let data = try contents(of: path) { return (try Baseline(data, path: path), nil) }
      return (
        nil,
        StoredTable.Problem(
          outcome: .nothingToCompare, subject: path, reason: "there is no baseline",
          advice: "accept the results as one: \(command)",
          statement: "there is no baseline \(path)")
      )
    } catch {
      return (
        nil,
        StoredTable.Problem(
          error,
          advice: error.fault == .damaged ? error.advice : "accept the results anew: \(command)")
      )
    }
  }
}

extension StoredTable.Problem {
  /// Creates the problem of a file that is there: damage, unless another version of the tool wrote it.
  fileprivate init(_ error: RecordError, advice: String) {
    self.init(
      outcome: error.fault == .damaged ? .damaged : .nothingToCompare, subject: error.subject,
      reason: error.reason, advice: advice, statement: error.statement)
  }

  /// Returns the problem of a file with which nothing can be compared.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - reason: why, as the predicate of the file.
  ///   - advice: what to do, a clause.
  /// - Returns: the problem.
  fileprivate static func nothingToCompare(
    _ path: String, _ reason: String, advice: String
  ) -> StoredTable.Problem {
    StoredTable.Problem(
      outcome: .nothingToCompare, subject: path, reason: reason, advice: advice,
      statement: "\(path) \(reason)")
  }
}
