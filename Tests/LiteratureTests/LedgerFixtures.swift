import JSON
import Literature
import Specs
import Testing

/// An entry as a ledger states it, with some fields exchanged.
func entryText(
  id: String = "theirs",
  system: String = #"{"architecture": "resnet50", "training": "classifier", "on": null}"#,
  protocol setting: String = fullProtocol,
  ranBy: String = #""authors""#,
  source: String = #"{"citation": "A paper", "address": "https://example.org"}"#,
  values: String = #"[{"dataset": "roxford5k", "metric": "medium.mAP", "percent": 50}]"#
) -> String {
  """
  {"id": "\(id)", "label": "Theirs", "system": \(system), "protocol": \(setting),
   "ranBy": \(ranBy), "source": \(source), "values": \(values)}
  """
}

/// A protocol of which everything is stated.
let fullProtocol = """
  {"resize": "shrink", "size": 1024, "crop": "cirtorch", "scales": [1], "pooling": "gem",
   "whitening": {"kind": "pca", "fitOn": "other-city", "dimensions": 512, "power": 0.5},
   "search": "none", "rule": "mAP"}
  """

/// A protocol of which nothing is stated.
let unsaidProtocol = """
  {"resize": null, "size": null, "crop": null, "scales": null, "pooling": null, "whitening": null,
   "search": null, "rule": null}
  """

/// Returns what a ledger reads as, and its mistakes, one a line.
func reading(_ entries: String..., version: String = "1") throws -> (
  ledger: LiteratureLedger, mistakes: [String]
) {
  let text = #"{"version": \#(version), "entries": [\#(entries.joined(separator: ",\n"))]}"#
  let root = try #require(JSONParser.read(Array(text.utf8), file: "literature.json").root)
  let log = DiagnosticLog()
  let ledger = LiteratureLedger.read(root, log: log)
  return (ledger, log.diagnostics.map { "\($0.pointer): \($0.message)" })
}

/// Returns the only entry of a ledger without mistakes.
func entry(_ text: String) throws -> LiteratureEntry {
  let (ledger, mistakes) = try reading(text)
  #expect(mistakes == [])
  return try #require(ledger.entries.first)
}
