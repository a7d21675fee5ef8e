import ArgumentParser
import Evaluation
import Extraction
import Features
import Foundation
import Reproduction

/// `iir compare-runs`: a run beside somebody else's.
struct CompareRunsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare-runs", abstract: "Measures how well one run reproduces another.",
    discussion: """
      OURS and THEIRS, the original, are each a file *.run or *.trec of TREC; rankings in HDF5, as iir rank writes \
      them; values of queries as a table *.csv, with its row behind it where it has several \
      (Results/table1.queries.csv#contrastive/gem/none); or a *.json of iir evaluate --json. The formats of both \
      may differ.

      Of ranked lists it tells Kendall's tau over the first --top places and the rank-biased overlap. Of values of \
      queries, for which ranked lists take --ground-truth or --manifest as iir evaluate does, it tells the root \
      mean square error, the p-value of a randomisation test, and the queries that differ most; with the \
      baselines that each side improves on, the effect ratio and the difference of relative improvements. What \
      the files do not allow is left out, and said.

      Equal scores of a run of TREC stand in the order of the ground truth, as for iir evaluate; without one, or by \
      a file *.qrels, in that of their names, descending, as trec_eval has them. Names match as written, or, where \
      none does, without folders and the endings of image files.
      """)

  @Argument(help: "Our run, the reproduction.")
  var ours: PathArgument

  @Argument(help: "Their run, the original.")
  var theirs: PathArgument

  @Option(help: "The run that ours improves on.")
  var ourBaseline: PathArgument?

  @Option(help: "The run that theirs improves on.")
  var theirBaseline: PathArgument?

  @OptionGroup var truth: GroundTruthOptions

  @Flag(help: "Take images that the ground truth does not know for wrong answers.")
  var distractors = false

  @Option(help: "The set of a table *.csv; needed where its row has several.")
  var dataset: String?

  @Option(
    name: .customLong("metric"),
    help: "A metric such as medium.mAP; may be repeated. All mAP of both unless given.")
  var metrics: [String] = []

  @Option(help: "The places of ranked lists that are compared.")
  var top = 1000

  @Option(help: "p of the rank-biased overlap, between 0 and 1; the nearer to 1, the deeper.")
  var persistence = 0.95

  @Flag(help: "Print everything as JSON, fractions of 1, with every query.")
  var json = false

  @OptionGroup var threading: ThreadOptions

  func validate() throws {
    try truth.check(isNeeded: false)
    guard (ourBaseline == nil) == (theirBaseline == nil) else {
      throw ValidationError("An effect takes both --our-baseline and --their-baseline.")
    }
    if top < 1 { throw ValidationError("--top is \(top); give at least 1.") }
    guard persistence > 0, persistence < 1 else {
      throw ValidationError("--persistence is \(persistence); give a number between 0 and 1.")
    }
  }

  func run() throws {
    try threading.useThreads()
    let reader = RunReader(
      truth: truth.source, dataset: dataset, metrics: metrics, hasDistractors: distractors,
      observe: ProgressDisplay(isQuiet: threading.quiet).observe)
    let baselines = try ourBaseline.flatMap { ours in
      try theirBaseline.map { (ours: try reader.read(ours.path), theirs: try reader.read($0.path)) }
    }
    let comparison = try RunComparison(
      reader.read(ours.path), reader.read(theirs.path), baselines: baselines,
      options: RunComparison.Options(metrics: metrics, top: top, persistence: persistence))
    let renderer = RunComparisonRenderer()
    print(json ? try renderer.json(comparison) : renderer.text(comparison), terminator: "")
  }
}
