import ArgumentParser
import Evaluation
import Features
import Files
import Foundation
import Reporting
import Summaries

/// `iir evaluate`: scores the user's rankings.
struct EvaluateCommand: WritingCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Scores rankings, or descriptors, by a ground truth.",
    discussion: """
      The ground truth is a pickled one as Revisited Oxford and Paris publish them (gnd_*.pkl, \
      revisited or classic; lists may be arrays of NumPy, and absent ones are empty), a folder of classic \
      text files, judgements of TREC (a file *.qrels), or a manifest, in which images are positives of each other when they share their \
      instance, and an image is never an answer to itself. Every row of a manifest is query and database, \
      unless its column split says query (or queries) and database (or db, gallery, index, reference, or \
      test where nothing else does); rows of train or val then take no part. With --split NAME, the rows \
      of that split are query and database each.

      Rows are matched to the ground truth by name, in any order. Names match as written; failing \
      that for a whole file, by the folders and the file that tell them apart, with or without the ending \
      of an image file. All names must be there, and no others, unless --distractors says that the others \
      are wrong answers to every query. A database row with the name of a query from outside of the \
      database is left out, and so are database rows of the file of queries; both is said. Rankings and \
      descriptors without names are taken in the order of the ground \
      truth; the distractors then come last. Descriptors are read as iir rank reads them, \
      matrices of a .mat file as features.mat#X. A ranking may be shorter than the database: what it lacks was not found. \
      A warning tells of rankings that look as if names did not belong to their rows.

      mAP, mP@1, mP@5 and mP@10 are always told of. --at 4,100 adds mP@k, recall@k (the share of queries \
      with a positive among the first k images) and mAP@k (the finite sum over those, divided by the \
      smaller of k and the number of positives) for each k.

      --rules all prints a line a rule of the field instead, with its definition and where it is from; \
      --rules mAP,MRR,mAP-cut@1000 chooses some, and --at adds all of a k. A reading may stand in front: \
      with-junk.MRR leaves junk in, and best-ties.mAP and worst-ties.mAP put positives first and last among \
      equal scores, which has to be known.

      --trec-out DIR writes SETTING.run and SETTING.qrels for each setting, as trec_eval, ranx and repro_eval \
      read them: junk is taken out of the run, and scores descend strictly, so that their order is this one. \
      --ranks reads a file *.run, in the order of its scores; equal ones stand in the order of the ground \
      truth, or, by a file *.qrels, as trec_eval has them.
      """)

  @OptionGroup var truth: GroundTruthOptions

  @Option(
    help: "A file of rankings: /ranks (queries × k), as iir rank writes it, or a *.run of TREC.")
  var ranks: PathArgument?

  @Option(
    name: .customLong("database"),
    help: "A file of descriptors to search in; may be repeated, rows then follow each other.")
  var databases: [PathArgument] = []

  @Option(help: "The file of descriptors to search for.")
  var queries: PathArgument?

  @OptionGroup var names: NameOptions

  @Flag(help: "Take database images that the ground truth does not know for wrong answers.")
  var distractors = false

  @Option(help: "The images of each query that count; all unless given.")
  var top: Int?

  @Option(
    help: "Further k, such as 1,4,100, for which mP@k, recall@k and mAP@k are told of.",
    transform: cutoffs(named:))
  var at: [Int] = []

  @Option(
    help: ArgumentHelp(
      "The rules to score by: all, or names such as mAP,MRR,with-junk.MRR,mAP-cut@1000.",
      valueName: "names"), transform: ChosenRules.init)
  var rules: ChosenRules?

  @Option(help: "A folder to write runs and judgements of TREC into, two files a setting.")
  var trecOut: PathArgument?

  @Flag(help: "Print the scores as JSON, fractions of 1, instead of a table in percent.")
  var json = false

  @OptionGroup var threading: ThreadOptions

  func validate() throws {
    try truth.check(isNeeded: true)
    guard databases.isEmpty == (queries == nil), (ranks == nil) != (queries == nil) else {
      throw ValidationError("Give either --ranks, or --database and --queries.")
    }
    guard ranks == nil || names.areDefault else {
      throw ValidationError(
        "--database-names, --query-names and the prefixes belong to files of descriptors.")
    }
    _ = try names.sources(of: databases)
    if let top, top < 1 { throw ValidationError("--top is \(top); give at least 1.") }
  }

  func writtenPaths() -> [WrittenPath] {
    trecOut.map { [.folder($0.path, option: "--trec-out")] } ?? []
  }

  func run() throws {
    try threading.useThreads()
    let display = ProgressDisplay(isQuiet: threading.quiet)
    guard let positives = truth.source else { preconditionFailure("expected a ground truth") }
    let source: EvaluationSource =
      try ranks.map { .ranks($0.path) }
      ?? .descriptors(
        databases: names.sources(of: databases), queries: names.source(of: queries ?? ""))
    let scored = try EvaluationJob(
      truth: positives, source: source, top: top, hasDistractors: distractors
    ).scored(observe: display.observe)
    if let folder = trecOut?.path { try TRECOutput(scored, folder: folder).write() }
    let renderer = EvaluationRenderer(at: at)
    let rules = try results(scored)
    let text =
      json
      ? renderer.json(scored.result, rules: rules)
      : rules.isEmpty
        ? renderer.table(scored.result) : renderer.table(rules, of: scored.result)
    print(text, terminator: "")
  }

  private func results(_ scored: ScoredRankings) throws -> [RuleResult] {
    guard let rules else { return [] }
    var chosen = rules.rules
    for rule in at.flatMap(ScoringRule.all) where !chosen.contains(rule) { chosen.append(rule) }
    return try evaluate(
      rankings: scored.rankings, scores: scored.scores, groundTruth: scored.groundTruth, by: chosen)
  }
}

/// The rules that `--rules` names.
struct ChosenRules {
  /// The rules, in the order of their names.
  let rules: [ScoringRule]

  /// Reads "all", or names with commas between them.
  init(_ list: String) throws {
    guard list != "all" else {
      rules = ScoringRule.inUse
      return
    }
    rules = try list.split(separator: ",", omittingEmptySubsequences: false).map { word in
      let name = String(word).trimmingCharacters(in: .whitespaces)
      guard let rule = ScoringRule(name: name) else {
        let known = ScoringRule.inUse.map(\.name)
        let nearest = nearestName(to: name, among: known).map { " Did you mean \($0)?" } ?? ""
        throw ValidationError(
          "'\(name)' is no rule; give all, or some of \(known.joined(separator: ", ")), with any k "
            + "behind @.\(nearest)")
      }
      return rule
    }
  }
}

/// Returns the numbers of first images of a list such as "1,4,100".
private func cutoffs(named list: String) throws -> [Int] {
  let words = list.split(separator: ",", omittingEmptySubsequences: false)
  let cutoffs = words.compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
  guard cutoffs.count == words.count,
    cutoffs.allSatisfy({ (1...Measure.largestCutoff).contains($0) })
  else {
    throw ValidationError("\(list) is no list of whole numbers from 1, such as 1,4,100.")
  }
  return cutoffs
}
