import Foundation
import SpecReading
import Specs
import Testing

/// A folder of spec files that lasts as long as one test.
struct SpecFolder: ~Copyable {
  let path: String

  init(_ files: [String: String]) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    for (name, text) in files {
      let file = folder.appending(path: name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    path = folder.path
  }

  deinit {
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      Issue.record("could not remove \(path): \(error)")
    }
  }

  func experiment(_ name: String = "spec.json") throws(SpecError) -> ResolvedExperiment {
    try SpecLibrary(roots: [path]).experiment(at: "\(path)/\(name)")
  }

  func contents(_ name: String) throws(SpecError) -> [SpecContent] {
    try SpecLibrary(roots: [path]).contents(at: ["\(path)/\(name)"])
  }

  /// Returns the mistakes of a spec, one a line, with paths below the folder.
  func mistakes(_ name: String = "spec.json") -> String {
    do throws(SpecError) {
      _ = try experiment(name)
      return ""
    } catch {
      return error.description.replacing("\(path)/", with: "")
    }
  }
}

/// A recipe of a network that is not trained.
let randomRecipe = """
  {"version": 2, "label": "Random", "training": null}
  """

/// Returns a ledger whose only entry, "theirs", has one value.
func smallLedger(dataset: String = "mini-oxford", metric: String = "medium.mAP") -> String {
  """
  {"version": 1, "entries": [
    {"id": "theirs", "label": "Theirs", "system": {"architecture": null, "training": "contrastive", "on": null},
     "protocol": {"resize": null, "size": null, "crop": null, "scales": null, "pooling": null,
       "whitening": null, "search": null, "rule": null},
     "ranBy": null, "source": {"citation": "c", "address": "https://example.org"},
     "values": [{"dataset": "\(dataset)", "metric": "\(metric)", "percent": 50}]}]}
  """
}

/// Returns a small valid spec whose rows use `models/random.json`, with some lines exchanged.
func smallSpec(
  rows: String = #"[{"name": "a", "model": "random"}, {"name": "b", "model": "random"}]"#,
  rest: String = ""
) -> String {
  """
  {
    "version": 2,
    "title": "Small",
    "datasets": ["mini-oxford"],
    "metrics": ["medium.mAP"],
    "rows": \(rows)\(rest.isEmpty ? "" : ",\n  ")\(rest)
  }
  """
}

/// Returns the mistakes of a small spec.
func mistakes(
  rows: String = #"[{"name": "a", "model": "random"}, {"name": "b", "model": "random"}]"#,
  rest: String = ""
) throws -> String {
  let folder = try SpecFolder([
    "spec.json": smallSpec(rows: rows, rest: rest), "models/random.json": randomRecipe,
  ])
  return folder.mistakes()
}

/// Returns the mistakes of a recipe that trains, with some fields exchanged.
func recipeMistakes(
  objective: String = #"{"kind": "cross-entropy", "label": "category"}"#,
  dataset: String = "mini-scenes", views: Int = 640, batch: Int = 64, rate: String = "0.002",
  warmup: Int = 2, optimizer: String? = nil, rest: String = ""
) throws -> String {
  let folder = try SpecFolder([
    "spec.json": smallSpec(rows: #"[{"name": "a", "model": "net"}]"#),
    "models/net.json": """
    {"version": 2, "label": "Net", "training": {
    "objective": \(objective),
    "dataset": "\(dataset)",
    "views": \(views),
    "batch": \(batch),
    "optimizer": \(optimizer ?? #"{"kind": "adamw", "learningRate": \#(rate)}"#),
    "schedule": {"kind": "cosine", "warmupSteps": \(warmup)}\(rest.isEmpty ? "" : ",\n")\(rest)}}
    """,
  ])
  return folder.mistakes()
}
