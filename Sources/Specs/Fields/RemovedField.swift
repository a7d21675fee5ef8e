package import JSON

/// A field that specs once had: a file that still states it is told so, and what to do.
package enum RemovedField {
  /// Why each is gone, as a clause about it, by its key.
  private static let reasons = [
    "numerics": oneOrder, "reductionThreads": oneOrder,
    "published": "values stand in literature.json, and \"literature\" names them by their ids",
  ]

  private static let oneOrder = "float32 is computed in one order everywhere"

  /// Returns what is said where a key is stated that no object has, or nil for one that none ever had.
  package static func message(for key: String) -> String? {
    reasons[key].map { "\"\(key)\" is gone: \($0); remove it" }
  }

  /// Returns settings without the fields that are gone, as records of earlier versions have them.
  package static func removed(from settings: CanonicalJSON) -> CanonicalJSON {
    switch settings {
    case .object(let members):
      .object(members.filter { reasons[$0.key] == nil }.mapValues(removed))
    case .array(let elements): .array(elements.map(removed))
    default: settings
    }
  }
}
