import Files
import Records

extension ResultTable {
  /// The fingerprints of the files that are written of the table.
  var fingerprints: [Fingerprint] {
    let renderers: [any TableRenderer] = [CSVRenderer(), MarkdownRenderer()]
    return renderers.map {
      Fingerprint(kind: .table, name: $0.fileExtension, sha256: Digest.sha256(of: $0.render(self)))
    }
  }
}
