import JSON
import Literature
import Specs

/// Reads the ledgers of the roots: each is `literature.json` at the top of one.
struct LedgerLoader {
  let files: SpecFiles

  /// Returns the ledger of all roots, or nil after noting that none has one.
  ///
  /// Of an id that several have, the entry of the first root counts, as files do.
  ///
  /// - Parameter reference: the value that asks for it.
  /// - Returns: the ledger.
  func load(namedBy reference: JSONNode) -> LiteratureLedger? {
    let places = files.roots.enumerated().map { root, folder in
      SpecPlace(root: root, folder: folder, components: [LiteratureLedger.fileName])
    }.unique
    let present = places.filter(files.isThere)
    guard !present.isEmpty else {
      let names = places.map(\.path).unique.joined(separator: " or ")
      files.log.add(
        reference, "the ledger of the literature is looked for, and there is no file \(names)")
      return nil
    }
    return present.compactMap { load($0, namedBy: reference) }
      .reduce(LiteratureLedger(entries: [])) { $0.merged(with: $1) }
  }

  /// Returns the ledger of a file, or nil after noting why there is none.
  ///
  /// - Parameters:
  ///   - place: the file.
  ///   - reference: the value that asks for it, or nil for the user's own.
  /// - Returns: the ledger.
  func load(_ place: SpecPlace, namedBy reference: JSONNode?) -> LiteratureLedger? {
    files.tree(of: place, namedBy: reference).map { LiteratureLedger.read($0, log: files.log) }
  }
}
