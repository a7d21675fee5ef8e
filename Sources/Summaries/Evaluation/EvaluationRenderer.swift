public import Evaluation
import JSON
import Reporting

/// Writes the scores of one evaluation, for programs and for reading.
public struct EvaluationRenderer: Sendable {
  private let measures: [Measure]

  /// Creates a renderer of the standard measures.
  ///
  /// - Parameter cutoffs: further k, each at least 1, for which precision, recall and average precision at k
  ///   are told of.
  public init(at cutoffs: [Int] = []) {
    var measures = Measure.standard
    for measure in cutoffs.flatMap(Measure.all) where !measures.contains(measure) {
      measures.append(measure)
    }
    self.measures = measures
  }

  /// Returns the scores as a JSON document, fractions of 1 in full precision.
  ///
  /// The standard measures are always there: mAP, mP@1, mP@5 and mP@10. It has the members `protocol`, `queries` (their number), `dropped` (the queries without a right
  /// answer, for each setting that has some), `results` (the means, for each setting) and `perQuery`
  /// (the scores of each query, null where it was dropped).
  public func json(_ result: EvaluationResult) -> String {
    var dropped: [String: CanonicalJSON] = [:]
    for setting in result.settings where !setting.droppedQueries.isEmpty {
      dropped[setting.setting.rawValue] = .array(setting.droppedQueries.map(CanonicalJSON.string))
    }
    var results: [String: CanonicalJSON] = [:]
    for setting in result.settings { results[setting.setting.rawValue] = means(of: setting) }
    let document: CanonicalJSON = [
      "protocol": .string(result.evaluationProtocol.rawValue),
      "queries": .integer(result.queryNames.count),
      "dropped": .object(dropped),
      "results": .object(results),
      "perQuery": .array(
        result.queryNames.indices.map { .object(scores(ofQuery: $0, in: result)) }),
    ]
    return document.pretty
  }

  /// Returns the means as a table in percent, and the queries that were dropped.
  public func table(_ result: EvaluationResult) -> String {
    let header = ["setting"] + measures.map(\.meanName) + ["queries"]
    let rows = result.settings.map { setting in
      [setting.setting.rawValue] + measures.map { percent(setting.mean(of: $0)) }
        + ["\(setting.scores.count - setting.droppedQueries.count)"]
    }
    let dropped = result.settings.filter { !$0.droppedQueries.isEmpty }.map { setting in
      "Without a positive, and not counted (\(setting.setting.rawValue)): "
        + setting.droppedQueries.joined(separator: ", ")
    }
    return ([MarkdownRenderer.grid(header, rows, leading: 1)] + dropped)
      .joined(separator: "\n\n") + "\n"
  }

  private func percent(_ fraction: Double?) -> String { fraction.map(Rounded.percent) ?? "–" }

  private func means(of setting: SettingResult) -> CanonicalJSON {
    let means = measures.map {
      ($0.meanName, setting.mean(of: $0).map(CanonicalJSON.double) ?? .null)
    }
    return .object(Dictionary(uniqueKeysWithValues: means))
  }

  private func scores(
    ofQuery query: Int, in result: EvaluationResult
  ) -> [String: CanonicalJSON] {
    var scores: [String: CanonicalJSON] = ["query": .string(result.queryNames[query])]
    for setting in result.settings {
      scores[setting.setting.rawValue] = setting.scores[query].map(document) ?? .null
    }
    return scores
  }

  private func document(of score: QueryScore) -> CanonicalJSON {
    let values = measures.map { ($0.name, CanonicalJSON.double(score.value(of: $0))) }
    return .object(Dictionary(uniqueKeysWithValues: values))
  }
}
