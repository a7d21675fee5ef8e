import JSON
import Synchronization

/// The images of one extraction whose decoder made pixels up, as the user accepts.
package final class AcceptedDamage: Sendable {
  /// What the names are called among the provenance of descriptors.
  private static let field = "accepted"

  private let items = Mutex<Set<ImageItem>>([])
  private let observe: RunObserver

  /// Begins with none.
  ///
  /// - Parameter observe: told of each image.
  package init(observe: @escaping RunObserver) {
    self.observe = observe
  }

  /// Takes down an image, with its damage in the words of the decoder.
  @Sendable package func note(_ item: ImageItem, _ damage: String) {
    observe(.notice("Accepted the damaged image '\(item.path)': \(damage)."))
    items.withLock { _ = $0.insert(item) }
  }

  /// Returns whether the damage of an image was accepted.
  package func holds(_ item: ImageItem) -> Bool { items.withLock { $0.contains(item) } }

  /// Returns what descriptors say of the images whose damage was accepted; nothing when there are none.
  package static func provenance(_ names: [String]) -> [String: String] {
    names.isEmpty
      ? [:] : [field: CanonicalJSON.array(names.map(CanonicalJSON.string)).compact]
  }

  /// Returns the names that `provenance(_:)` wrote.
  package static func names(in provenance: [String: String]) throws -> [String] {
    guard let text = provenance[field] else { return [] }
    guard case .array(let names) = try CanonicalJSON(parsing: Array(text.utf8)) else { return [] }
    return names.compactMap { if case .string(let name) = $0 { name } else { nil } }
  }
}
