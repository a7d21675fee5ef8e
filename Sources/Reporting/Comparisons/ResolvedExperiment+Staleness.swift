import JSON
import Specs

extension ResolvedExperiment {
  /// Returns what a spec says otherwise than the one that was run, but for words.
  ///
  /// Titles, labels, assumptions and citations change no number and no verdict. Which of the optional sets
  /// were there is told by each result itself.
  ///
  /// - Parameter run: the spec as it was when it was run.
  /// - Returns: the changes since, empty when the results are those of this spec.
  /// - Throws: what the encoder of settings reports.
  func changes(since run: ResolvedExperiment) throws -> [SettingsChange] {
    let (old, new) = (try run.asStated.judgedSettings, try asStated.judgedSettings)
    let names = new.rows.keys.sorted() + old.rows.keys.filter { new.rows[$0] == nil }.sorted()
    let rows = names.flatMap { name -> [SettingsChange] in
      guard let before = old.rows[name], let after = new.rows[name] else {
        let sides = [old, new].map { $0.rows[name].map { _ in "present" } }
        return [
          SettingsChange(field: "row \(name)", baseline: sides[0], current: sides[1], rows: [])
        ]
      }
      return SettingsChange.changes(from: before, to: after, rows: [name])
    }
    return SettingsChange.changes(from: old.table, to: new.table) + SettingsChange.merged(rows)
  }

  /// The settings that numbers and verdicts follow from, those of rows by name.
  private var judgedSettings: (table: CanonicalJSON, rows: [String: CanonicalJSON]) {
    get throws {
      var members = try CanonicalJSON.encoding(self).members ?? [:]
      for key in ["title", "assumptions", "published", "literature", "rows"] {
        members[key] = nil
      }
      members["models"] = .array(try models.map { try .encoding($0).withoutLabel })
      let rows = try rows.map { ($0.name, try CanonicalJSON.encoding($0).withoutLabel) }
      return (.object(members), Dictionary(rows, uniquingKeysWith: { first, _ in first }))
    }
  }
}

extension CanonicalJSON {
  /// An object without the name that tables show.
  var withoutLabel: CanonicalJSON {
    guard var members else { return self }
    members["label"] = nil
    return .object(members)
  }
}
