import Evaluation
import Files

/// Writes rankings and positives as trec_eval, ranx and repro_eval read them.
///
/// A folder gets two files a setting, since TREC knows no junk: `medium.run` (`query Q0 image rank score tag`),
/// from which the junk of the setting is taken out, and `medium.qrels` (`query 0 image 1`), which lists all
/// positives, found or not. Queries without a positive are in neither.
///
/// Readers of runs sort by score, and break ties by their own rules: trec_eval by name, descending. So scores
/// descend strictly: of equal ones each is lowered to the next float32 below the one before. Where scores are
/// not known, or do not descend, they count down to 1 instead.
public struct TRECOutput {
  private let scored: ScoredRankings
  private let folder: String

  /// The last field of every line of a run.
  static let tag = "iir"

  /// Creates the output of what was scored.
  ///
  /// - Parameters:
  ///   - scored: the rankings.
  ///   - folder: where the files are written.
  public init(_ scored: ScoredRankings, folder: String) {
    self.scored = scored
    self.folder = folder
  }

  /// Replaces the files, all or none; a folder that is missing is made.
  ///
  /// - Returns: their paths.
  /// - Throws: `InputFileError` for a name with white space, or a query name that repeats; `FileError`.
  @discardableResult
  public func write() throws -> [String] {
    try checkNames()
    let settings = scored.groundTruth.evaluationProtocol.settings
    let files = settings.flatMap { setting in
      [
        (bytes: Array(run(setting).utf8), path: "\(folder)/\(setting.rawValue).run"),
        (bytes: Array(judgements(setting).utf8), path: "\(folder)/\(setting.rawValue).qrels"),
      ]
    }
    try Folder.create(folder)
    try AtomicFile.write(files)
    return files.map(\.path)
  }

  private func checkNames() throws(InputFileError) {
    let truth = scored.groundTruth
    var seen: Set<String> = []
    for query in truth.queries {
      guard seen.insert(query.name).inserted else {
        throw InputFileError(
          path: folder,
          problem: "the query name \(query.name) repeats, and a file of TREC tells queries by name",
          advice: "Give each query a name of its own, or leave --trec-out away.")
      }
    }
    for name in truth.queries.map(\.name) + truth.databaseNames {
      let isWord = !name.isEmpty && !name.unicodeScalars.contains { $0.properties.isWhitespace }
      guard isWord else {
        throw InputFileError(
          path: folder,
          problem: "the name '\(name)' is empty or holds white space, which parts the fields of "
            + "TREC",
          advice: "Rename the image, or leave --trec-out away.")
      }
    }
  }

  private func run(_ setting: EvaluationSetting) -> String {
    let truth = scored.groundTruth
    var text = ""
    for (number, query) in truth.queries.enumerated() {
      let relevance = query.lists.relevance(in: setting)
      guard !relevance.positives.isEmpty else { continue }
      let junk = Set(relevance.junk)
      let ranking = scored.rankings[number].indices
      let kept = ranking.indices.filter { !junk.contains(ranking[$0]) }
      let known = scored.scores.map { scores in
        kept.map { scores(number)[scores(number).startIndex + $0] }
      }
      let scores =
        known.flatMap(Self.descending)
        ?? kept.indices.map { Double(kept.count - $0) }
      for (place, score) in scores.enumerated() {
        let image = truth.databaseNames[ranking[kept[place]]]
        text += "\(query.name) Q0 \(image) \(place + 1) \(score) \(Self.tag)\n"
      }
    }
    return text
  }

  private func judgements(_ setting: EvaluationSetting) -> String {
    let truth = scored.groundTruth
    return truth.queries.flatMap { query in
      query.lists.relevance(in: setting).positives.sorted().map { index in
        "\(query.name) 0 \(truth.databaseNames[index]) 1\n"
      }
    }.joined()
  }

  /// Returns scores that descend strictly, each lowered as little as that takes; nil where they do not descend
  /// at all, or not all are finite.
  package static func descending(_ scores: [Float]) -> [Double]? {
    var lowered: [Double] = []
    var last = Float.infinity
    for (place, score) in scores.enumerated() {
      guard score.isFinite, place == 0 || score <= scores[place - 1] else { return nil }
      last = min(score, last.nextDown)
      guard last.isFinite else { return nil }
      lowered.append(Double(last))
    }
    return lowered
  }
}
