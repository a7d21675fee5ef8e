public import Evaluation
import JSON
import Reporting
import Tables

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
  /// (the scores of each query, null where it was dropped). With rules it has `rules` too: of each the `name`,
  /// `definition` and `source`, the means as `results` and the values as `perQuery`, in the order of the queries;
  /// or else the `reason` why it says nothing.
  public func json(_ result: EvaluationResult, rules: [RuleResult] = []) -> String {
    var dropped: [String: CanonicalJSON] = [:]
    for setting in result.settings where !setting.droppedQueries.isEmpty {
      dropped[setting.setting.rawValue] = .array(setting.droppedQueries.map(CanonicalJSON.string))
    }
    var results: [String: CanonicalJSON] = [:]
    for setting in result.settings { results[setting.setting.rawValue] = means(of: setting) }
    var members: [String: CanonicalJSON] = [
      "protocol": .string(result.evaluationProtocol.rawValue),
      "queries": .integer(result.queryNames.count),
      "dropped": .object(dropped),
      "results": .object(results),
      "perQuery": .array(
        result.queryNames.indices.map { .object(scores(ofQuery: $0, in: result)) }),
    ]
    if !rules.isEmpty {
      let settings = result.evaluationProtocol.settings.map(\.rawValue)
      members["rules"] = .array(rules.map { document(of: $0, settings) })
    }
    return CanonicalJSON.object(members).pretty
  }

  private func document(of rule: RuleResult, _ settings: [String]) -> CanonicalJSON {
    var members: [String: CanonicalJSON] = [
      "name": .string(rule.rule.name), "definition": .string(rule.rule.definition),
      "source": .string(rule.rule.source),
    ]
    guard let values = rule.values else {
      members["reason"] = .string(Self.reason)
      return .object(members)
    }
    func number(_ value: Double?) -> CanonicalJSON { value.map(CanonicalJSON.double) ?? .null }
    members["results"] = .object(
      Dictionary(
        uniqueKeysWithValues: settings.enumerated().map { ($1, number(rule.mean(ofSetting: $0))) }))
    members["perQuery"] = .object(
      Dictionary(
        uniqueKeysWithValues: zip(settings, values).map { ($0, .array($1.map(number))) }))
    return .object(members)
  }

  /// Why a rule says nothing of rankings.
  private static let reason = "the rankings have no scores, so nothing is known of ties"

  /// Returns a line a rule with its means in percent, and the queries that were dropped.
  public func table(_ rules: [RuleResult], of result: EvaluationResult) -> String {
    let settings = result.evaluationProtocol.settings
    let known = rules.filter { $0.values != nil }
    let rows = known.map { rule in
      [rule.rule.name, rule.rule.definition, rule.rule.source]
        + settings.indices.map { percent(rule.mean(ofSetting: $0)) }
    }
    let header = ["rule", "definition", "source"] + settings.map(\.rawValue)
    let silent = rules.filter { $0.values == nil }.map(\.rule.name)
    return
      ([MarkdownRenderer.grid(header, rows, leading: 3)]
      + (silent.isEmpty
        ? [] : ["Not scored (\(Self.reason)): \(silent.joined(separator: ", "))"])
      + dropped(of: result)).joined(separator: "\n\n") + "\n"
  }

  /// Returns the means as a table in percent, and the queries that were dropped.
  public func table(_ result: EvaluationResult) -> String {
    let header = ["setting"] + measures.map(\.meanName) + ["queries"]
    let rows = result.settings.map { setting in
      [setting.setting.rawValue] + measures.map { percent(setting.mean(of: $0)) }
        + ["\(setting.scores.count - setting.droppedQueries.count)"]
    }
    return ([MarkdownRenderer.grid(header, rows, leading: 1)] + dropped(of: result))
      .joined(separator: "\n\n") + "\n"
  }

  private func dropped(of result: EvaluationResult) -> [String] {
    result.settings.filter { !$0.droppedQueries.isEmpty }.map { setting in
      "Without a positive, and not counted (\(setting.setting.rawValue)): "
        + setting.droppedQueries.joined(separator: ", ")
    }
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
