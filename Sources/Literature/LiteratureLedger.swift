package import JSON
package import Specs

/// Published results with their sources, protocols and values: the file `literature.json` beside the specs.
public struct LiteratureLedger: Sendable, Hashable, Codable {
  /// The version of the file's schema.
  public static let schemaVersion = 1

  /// The name of the file.
  public static let fileName = "literature.json"

  /// The entries, in the order of the file; no id stands twice.
  public let entries: [LiteratureEntry]

  /// Creates a ledger.
  package init(entries: [LiteratureEntry]) {
    self.entries = entries
  }

  /// The entry of an id, or nil when there is none.
  ///
  /// - Parameter id: the name by which specs refer to it.
  public subscript(id: String) -> LiteratureEntry? { entries.first { $0.id == id } }

  /// The ids, in order.
  public var ids: [String] { entries.map(\.id) }

  /// The number of values of all entries.
  public var valueCount: Int { entries.reduce(0) { $0 + $1.values.count } }

  /// Returns this ledger and behind it the entries of another whose ids it has not.
  ///
  /// - Parameter other: the ledger that is looked into second.
  /// - Returns: both.
  package func merged(with other: LiteratureLedger) -> LiteratureLedger {
    LiteratureLedger(entries: entries + other.entries.filter { self[$0.id] == nil })
  }

  /// Returns the entries with values on one set, cut to those, or of some ids.
  ///
  /// - Parameters:
  ///   - dataset: the set; nil for all.
  ///   - ids: the ids; empty for all.
  /// - Returns: what is left, in the order of the ledger.
  public func filtered(dataset: String? = nil, ids: [String] = []) -> LiteratureLedger {
    let named = entries.filter { ids.isEmpty || ids.contains($0.id) }
    guard let dataset else { return LiteratureLedger(entries: named) }
    return LiteratureLedger(
      entries: named.compactMap { entry in
        var entry = entry
        entry.values = entry.values(on: dataset)
        return entry.values.isEmpty ? nil : entry
      })
  }

  /// Returns the ledger of a file.
  ///
  /// - Parameters:
  ///   - root: the document.
  ///   - log: takes the mistakes.
  /// - Returns: the entries that could be read.
  package static func read(_ root: JSONNode, log: DiagnosticLog) -> LiteratureLedger {
    let entries = StatedLedger.read(root, log: log).entries
    for (place, entry) in entries.enumerated()
    where !entry.id.isEmpty && entries[..<place].contains(where: { $0.id == entry.id }) {
      var node = root.member("entries") ?? root
      if case .array(let nodes) = node.value { node = nodes[place].member("id") ?? nodes[place] }
      log.add(node, "another entry has the id \"\(entry.id)\"")
    }
    return LiteratureLedger(entries: entries)
  }

  /// Whether a document looks like a ledger rather than a spec.
  package static func isLedger(_ root: JSONNode) -> Bool {
    root.member("entries") != nil && root.member("rows") == nil
  }
}

/// A ledger as its file states it.
package struct StatedLedger: NamedObject {
  private var version: JSONNode?
  private var schema: JSONNode?
  var entries: [LiteratureEntry] = []

  package init() {}

  package static let formName = "ledger"
  package static let meaning =
    "A ledger: published results with their sources and protocols, which tables refer to by their ids. It is the "
    + "file `literature.json` beside the specs."
  package static let fields: [Field<Self>] = [
    Field(
      "version", \.version, .later(.constant(.integer(LiteratureLedger.schemaVersion))), .mandatory,
      read: { reader, _ in
        let current = "\(LiteratureLedger.schemaVersion)"
        guard let node = reader.value("version", isRequired: true), node.summary != current else {
          return
        }
        reader.log.add(node, "unknown version \(node.summary)", accepted: [current])
      }, meaning: "The version of the format."),
    Field(
      "entries", \.entries,
      FieldType(form: entriesForm) { node, log in
        guard case .array(let nodes) = node.value else {
          log.add(node, "expected an array, found \(node.summary)")
          return nil
        }
        return nodes.map { LiteratureEntry.read($0, log: log) }
      }, .mandatory, meaning: "The entries."),
    Field(
      "$schema", \.schema, .later(.text),
      meaning: "The JSON Schema that editors complete from; it has no effect here."),
  ]

  private static let entriesForm = FieldForm.list(
    .object(LiteratureEntry.form), count: 0...Int.max, isDistinct: false)
}
