package import Evaluation
package import Failures
package import JSON
package import Records

/// The scores of every query under one protocol as the cache holds them, and what they came from.
package struct StoredScores: Sendable, Equatable {
  /// The scores.
  package let result: EvaluationResult

  /// What the digest of the findings is of: rankings, or values that were expected.
  package let kind: Fingerprint.Kind

  /// What was found out about the rankings.
  package let findings: RankingFindings

  /// Creates the scores.
  package init(result: EvaluationResult, kind: Fingerprint.Kind, findings: RankingFindings) {
    self.result = result
    self.kind = kind
    self.findings = findings
  }
}

extension StoredScores {
  /// The kind of file that holds scores.
  package static let fileExtension = "scores"

  /// The scores as they are kept; every number reads back to the same bits.
  package var document: CanonicalJSON {
    .object([
      "protocol": .string(result.evaluationProtocol.rawValue),
      "queries": .array(result.queryNames.map(CanonicalJSON.string)),
      "settings": .array(result.settings.map(\.document)),
      "strata": result.strata.map { strata in
        .object([
          "within": .array(strata.within.map(\.document)),
          "precisions": .array(
            strata.precisions.map { $0.map { .array($0.map(CanonicalJSON.double)) } ?? .null }),
        ])
      } ?? .null,
      "kind": .string(kind.rawValue),
      "findings": findings.document,
    ])
  }

  /// Reads what `document` holds.
  ///
  /// - Throws: `Reason` for anything else.
  package init(_ document: CanonicalJSON) throws(Reason) {
    let fields = try document.fields()
    let protocolName = try fields.value("protocol").string()
    let kindName = try fields.value("kind").string()
    guard let evaluationProtocol = EvaluationProtocol(rawValue: protocolName),
      let kind = Fingerprint.Kind(rawValue: kindName)
    else { throw Reason("expected a protocol, found \(protocolName)") }
    let names = try fields.value("queries").elements().map { name throws(Reason) in
      try name.string()
    }
    var strata: StrataResult?
    let stored = try fields.value("strata")
    if stored != .null {
      let parts = try stored.fields()
      strata = StrataResult(
        within: try Self.settings(parts.value("within"), names),
        precisions: try parts.value("precisions").elements().map {
          values throws(Reason) in try values.numbers()
        })
    }
    result = EvaluationResult(
      evaluationProtocol: evaluationProtocol, queryNames: names,
      settings: try Self.settings(fields.value("settings"), names), strata: strata)
    self.kind = kind
    findings = try RankingFindings(fields.value("findings"))
  }

  private static func settings(
    _ document: CanonicalJSON, _ names: [String]
  ) throws(Reason) -> [SettingResult] {
    try document.elements().map { setting throws(Reason) in
      let fields = try setting.fields()
      let name = try fields.value("setting").string()
      guard let setting = EvaluationSetting(rawValue: name) else {
        throw Reason("expected a setting, found \(name)")
      }
      let scores = try fields.value("scores").elements().map {
        values throws(Reason) -> QueryScore? in
        guard let numbers = try values.numbers() else { return nil }
        guard numbers.count == 1 + QueryScore.cutoffs.count else {
          throw Reason("expected a score, found \(numbers.count) numbers")
        }
        return QueryScore(averagePrecision: numbers[0], precisions: Array(numbers.dropFirst()))
      }
      return SettingResult(setting: setting, names: names, scores: scores)
    }
  }
}

extension SettingResult {
  /// The scores as they are kept: average precision and precisions of each query, or null.
  fileprivate var document: CanonicalJSON {
    .object([
      "setting": .string(setting.rawValue),
      "scores": .array(
        scores.map { score in
          score.map {
            .array(([$0.averagePrecision] + $0.precisions).map(CanonicalJSON.double))
          } ?? .null
        }),
    ])
  }
}

extension CanonicalJSON {
  /// Returns the members of an object.
  func fields() throws(Reason) -> [String: CanonicalJSON] {
    guard let members else { throw Reason("expected an object") }
    return members
  }

  /// Returns the elements of an array.
  func elements() throws(Reason) -> [CanonicalJSON] {
    guard case .array(let elements) = self else {
      throw Reason("expected an array")
    }
    return elements
  }

  /// Returns the characters of a text.
  func string() throws(Reason) -> String {
    guard let text else { throw Reason("expected a text") }
    return text
  }

  /// Returns the numbers of an array, or nil for null.
  fileprivate func numbers() throws(Reason) -> [Double]? {
    guard self != .null else { return nil }
    return try elements().map { element throws(Reason) in
      guard case .double(let number) = element else {
        throw Reason("expected a number")
      }
      return number
    }
  }
}

extension [String: CanonicalJSON] {
  /// Returns the value of a field that has to be there.
  func value(_ name: String) throws(Reason) -> CanonicalJSON {
    guard let value = self[name] else {
      throw Reason("expected a field \"\(name)\"")
    }
    return value
  }
}
