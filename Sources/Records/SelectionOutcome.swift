public import Specs

/// What the rows of a selection say of the settings that they vary, model by model.
public struct SelectionOutcome: Sendable, Hashable, Codable {
  /// The metric that is chosen by; a row's value is its mean over the sets and the seeds of the spec.
  public let metric: MetricName

  /// The models, in the order of the rows.
  public let models: [ModelSelection]

  /// Creates the outcome of a run, or nil for that of a report.
  ///
  /// - Parameters:
  ///   - experiment: what was run.
  ///   - records: the values of its rows.
  init?(_ experiment: ResolvedExperiment, _ records: [ResultRecord]) {
    guard experiment.purpose == .selection, let metric = experiment.selects else { return nil }
    self.metric = metric
    let families = experiment.rows.map { experiment.fileName(of: $0) }
    // A reference has no settings to choose.
    models = families.compactMap(\.self).unique.map { model in
      ModelSelection(
        model: model,
        rows: zip(experiment.rows, families).filter { $0.1 == model }.map { row, _ in
          ModelSelection.RankedRow(
            row: row.name, value: experiment.value(of: row, metric, records),
            choices: (row.choices ?? [])
              + zip(experiment.axes, row.axisValues).map { RowChoice(field: $0, level: $1) })
        })
    }
  }
}

/// What the rows of one model say of the settings that they vary.
public struct ModelSelection: Sendable, Hashable, Codable {
  /// The name of the recipe that the rows start from.
  public let model: String

  /// The rows, in the order of the table.
  public let rows: [RankedRow]

  /// The fields of which the rows have several levels.
  public let fields: [Field]

  /// Whether any two fields have each pair of levels in proportion, so that the mean at a level of
  /// one is the same mixture of the levels of the other; the rows of an orthogonal array do.
  public let isBalanced: Bool

  /// One row with the value that it is chosen by.
  public struct RankedRow: Sendable, Hashable, Codable {
    /// The full name.
    public let row: String

    /// The mean over sets and seeds as a fraction, or nil where any of them is not available.
    public let value: Double?

    /// What the row has of each field.
    public let choices: [RowChoice]

    /// Creates a row.
    public init(row: String, value: Double?, choices: [RowChoice]) {
      self.row = row
      self.value = value
      self.choices = choices
    }
  }

  /// One field that rows vary.
  public struct Field: Sendable, Hashable, Codable {
    /// The factor, or the path: "rate", "training.batch".
    public let name: String

    /// The levels, in the order of the rows.
    public let levels: [Level]

    /// The level of the highest mean, the first of equal ones; nil when no row is available.
    public var best: Level? {
      levels.reduce(nil) { best, level in
        guard let mean = level.mean else { return best }
        return best?.mean.map { $0 >= mean } == true ? best : level
      }
    }
  }

  /// The main effect of one level.
  public struct Level: Sendable, Hashable, Codable {
    /// The level's name, or the value.
    public let name: String

    /// The mean over the rows that have it as a fraction, or nil when none is available.
    public let mean: Double?

    /// The number of rows that the mean is over.
    public let rows: Int
  }

  /// Creates the summary of some rows.
  ///
  /// - Parameters:
  ///   - model: the name of the recipe that they start from.
  ///   - rows: the rows; those without a value are in no mean.
  public init(model: String, rows: [RankedRow]) {
    self.model = model
    self.rows = rows
    let measured = rows.filter { $0.value != nil }
    fields = rows.flatMap { $0.choices.map(\.field) }.unique.compactMap { field in
      let names = rows.compactMap { $0.level(of: field) }.unique
      return names.count < 2
        ? nil
        : Field(
          name: field, levels: names.map { Level(of: measured.filter(has: $0, of: field), $0) })
    }
    isBalanced = measured.isBalanced(over: fields.map(\.name))
  }

  /// The row of the highest value, the first of equal ones; nil when none is available.
  public var bestRow: RankedRow? {
    rows.reduce(nil) { best, row in
      guard let value = row.value else { return best }
      return best?.value.map { $0 >= value } == true ? best : row
    }
  }

  /// The best level of each field.
  public var bestLevels: [RowChoice] {
    fields.compactMap { field in
      field.best.map { RowChoice(field: field.name, level: $0.name) }
    }
  }

  /// The row that has the best level of every field, or nil when there is none.
  public var rowOfBestLevels: RankedRow? {
    rows.first { row in bestLevels.allSatisfy { row.level(of: $0.field) == $0.level } }
  }
}

extension ModelSelection.RankedRow {
  /// Returns the level that the row has of a field.
  public func level(of field: String) -> String? {
    choices.first { $0.field == field }?.level
  }
}

extension ModelSelection.Level {
  fileprivate init(of rows: [ModelSelection.RankedRow], _ name: String) {
    self.name = name
    self.rows = rows.count
    mean = rows.isEmpty ? nil : Sample(rows.compactMap(\.value)).mean
  }
}

extension [ModelSelection.RankedRow] {
  fileprivate func filter(has level: String, of field: String) -> [Element] {
    filter { $0.level(of: field) == level }
  }

  /// Returns whether each level of one field occurs with each of another as often as both occur.
  fileprivate func isBalanced(over fields: [String]) -> Bool {
    fields.indices.allSatisfy { i in
      fields[..<i].allSatisfy { other in isBalanced(fields[i], other) }
    }
  }

  private func isBalanced(_ field: String, _ other: String) -> Bool {
    compactMap { $0.level(of: field) }.unique.allSatisfy { level in
      compactMap { $0.level(of: other) }.unique.allSatisfy { otherLevel in
        let those = filter(has: level, of: field)
        let both = those.filter(has: otherLevel, of: other)
        return both.count * count == those.count * filter(has: otherLevel, of: other).count
      }
    }
  }
}

extension ResolvedExperiment {
  /// Returns the name of the file's recipe that a row's starts from; nil for a reference.
  fileprivate func fileName(of row: ResolvedRow) -> String? {
    models.first { $0.name == row.model }?.fileName ?? row.model
  }

  /// Returns a row's mean over sets and seeds, or nil where any is missing.
  fileprivate func value(
    of row: ResolvedRow, _ metric: MetricName, _ records: [ResultRecord]
  ) -> Double? {
    let values = datasets.map { dataset in
      records.first { $0.row == row.name && $0.dataset == dataset }?.values(of: metric) ?? []
    }
    guard values.allSatisfy({ $0.count == seeds.count }) else { return nil }
    return Sample(values.flatMap(\.self)).mean
  }
}
