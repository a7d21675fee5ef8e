import Foundation
import Logging
import Pipeline
import SpecReading
import Specs
import Steps
import TestSupport

/// A text that stands for another in some files of a fixture.
struct PlanEdit: Sendable {
  let files: [String]
  let old: String
  let new: String

  static func spec(_ old: String, _ new: String) -> PlanEdit {
    PlanEdit(files: ["spec.json"], old: old, new: new)
  }

  static func net(_ old: String, _ new: String) -> PlanEdit {
    PlanEdit(files: ["models/net.json"], old: old, new: new)
  }

  static func tuned(_ old: String, _ new: String) -> PlanEdit {
    PlanEdit(files: ["models/tuned.json"], old: old, new: new)
  }

  static func models(_ old: String, _ new: String) -> PlanEdit {
    PlanEdit(files: ["models/net.json", "models/tuned.json"], old: old, new: new)
  }
}

/// A spec with every kind of step, on sets of the mini world, of which each test changes a field.
struct PlanFixture {
  var worldSeed = 1
  var world = #""scenes": 40, "landmarks": 12, "instancesPerCity": 10"#
  var descriptor = #"{"size": 32}"#
  var whitening = #"{"kind": "pca", "fitOn": "mini-landmarks", "dimensions": 4, "images": 20}"#
  var search = #"{"expansion": {"kind": "aqe", "images": 2}}"#
  var strata = "category"
  var seeds = "[0]"
  var temperature = 0.2
  var views = 32

  /// Texts that stand for others, in the files of these names.
  var edits: [PlanEdit] = []
  var rows = """
    {"name": "plain", "model": "net"},
    {"name": "white", "model": "net", "descriptor": {"whitening": WHITENING}},
    {"name": "expanded", "model": "net", "search": SEARCH},
    {"name": "tuned", "model": "tuned"},
    {"name": "pixels", "reference": "pixels"},
    {"name": "chance", "reference": "chance"}
    """

  /// Returns the experiment of the spec.
  func experiment() throws -> ResolvedExperiment {
    var files = [
      "spec.json": spec, "models/net.json": recipe(start: "random", objective: contrastive),
      "models/tuned.json": recipe(
        start: "net", objective: Self.listwise, dataset: "mini-landmarks"),
    ]
    for edit in edits {
      for file in edit.files { files[file] = files[file]?.replacing(edit.old, with: edit.new) }
    }
    return try Self.experiment(files)
  }

  /// Returns the experiment of the file `spec.json` among some files.
  static func experiment(_ files: [String: String]) throws -> ResolvedExperiment {
    let folder = try Scratch()
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/models", withIntermediateDirectories: true)
    for (name, text) in files { _ = try folder.write(text, to: name) }
    return try SpecLibrary(roots: [folder.path]).experiment(at: "\(folder.path)/spec.json")
  }

  /// Returns the plan of the experiment, where neither data nor a cache are.
  func plan() async throws -> Plan {
    try await Plan(of: experiment(), Self.options)
  }

  /// Options that name folders which are not there.
  static let options = RunOptions(
    dataRoot: "/nonexistent/data", weightsRoot: "/nonexistent/weights",
    cacheDirectory: "/nonexistent/cache", threads: 2, waitsForOthers: true,
    logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })

  private var spec: String {
    """
    {
      "version": 2, "title": "Plan", "datasets": ["mini-oxford"],
      "metrics": ["medium.mAP", "medium.within.mAP", "classic.mAP"], "strata": "\(strata)",
      "seeds": \(seeds), "descriptor": \(descriptor),
      "world": {"seed": \(worldSeed), \(world)},
      "rows": [\(rows.replacing("WHITENING", with: whitening).replacing("SEARCH", with: search))]
    }
    """
  }

  private var contrastive: String { #"{"kind": "nt-xent", "temperature": \#(temperature)}"# }

  private static let listwise =
    #"{"kind": "listwise-ap", "instancesPerBatch": 4, "viewsPerInstance": 2}"#

  private func recipe(
    start: String, objective: String, dataset: String = "mini-scenes"
  ) -> String {
    """
    {"version": 2, "label": "Net", "architecture": {"name": "resnet18", "width": 4},
    "initialWeights": "\(start)",
    "training": {"objective": \(objective), "dataset": "\(dataset)", "views": \(views), "batch": 8,
    "optimizer": {"kind": "adamw", "learningRate": 0.01}, "schedule": {"kind": "cosine"},
    "augmentation": {"outputSize": 32}}}
    """
  }
}
