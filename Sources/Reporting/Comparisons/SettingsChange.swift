import JSON

/// One field of a spec that has another value than before.
public struct SettingsChange: Sendable, Hashable, Codable {
  /// The path, such as "descriptor.size" or "models.classifier.training.views".
  public let field: String

  /// The value before as text; nil when there was none.
  public let baseline: String?

  /// The value now as text; nil when there is none.
  public let current: String?

  /// The full names of the rows that it concerns; empty for the whole table.
  public let rows: [String]

  /// The path and both values.
  var words: String { "\(field) \(baseline ?? "absent") → \(current ?? "absent")" }

  /// Returns what differs between two trees of settings, each field once.
  ///
  /// Objects are compared by key, lists of objects that have names by name, and everything else whole;
  /// so is an object of another `kind`, since the keys below belong to the kind.
  ///
  /// - Parameters:
  ///   - old: the settings before; nil for none.
  ///   - new: the settings now; nil for none.
  ///   - path: the path of both.
  ///   - rows: the rows that they are settings of; empty for the whole table.
  /// - Returns: the changes in the order of their paths.
  static func changes(
    from old: CanonicalJSON?, to new: CanonicalJSON?, at path: String = "", rows: [String] = []
  ) -> [SettingsChange] {
    guard old != new else { return [] }
    guard let before = old?.fields, let after = new?.fields,
      before["kind"] == after["kind"]
    else {
      return [
        SettingsChange(field: path, baseline: old?.words, current: new?.words, rows: rows)
      ]
    }
    return Set(before.keys).union(after.keys).sorted().flatMap { key in
      changes(
        from: before[key], to: after[key], at: path.isEmpty ? key : "\(path).\(key)", rows: rows)
    }
  }

  /// Returns equal changes of several rows as one.
  static func merged(_ changes: [SettingsChange]) -> [SettingsChange] {
    var merged: [SettingsChange] = []
    for change in changes {
      let place = merged.firstIndex {
        ($0.field, $0.baseline, $0.current) == (change.field, change.baseline, change.current)
      }
      guard let place else {
        merged.append(change)
        continue
      }
      let known = merged[place].rows
      merged[place] = SettingsChange(
        field: change.field, baseline: change.baseline, current: change.current,
        rows: known + change.rows.filter { !known.contains($0) })
    }
    return merged
  }
}

extension CanonicalJSON {
  /// The members of an object, or the elements of a list by their names, or nil for anything else.
  fileprivate var fields: [String: CanonicalJSON]? {
    guard case .array(let elements) = self else { return members }
    let names = elements.compactMap { $0.members?["name"]?.text }
    guard !elements.isEmpty, names.count == elements.count, Set(names).count == names.count else {
      return nil
    }
    return Dictionary(uniqueKeysWithValues: zip(names, elements))
  }
}
