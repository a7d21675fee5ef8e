package import Evaluation
package import Failures
package import JSON
package import Records

/// The scores of every query under one protocol as the cache holds them, and what they came from.
///
/// The places of positives are kept, so that every measure at any k is worked out when it is asked for.
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

  /// The scores as they are kept.
  package var document: CanonicalJSON {
    var members: [String: CanonicalJSON] = [
      "protocol": .string(result.evaluationProtocol.rawValue),
      "queries": .array(result.queryNames.map(CanonicalJSON.string)),
      "settings": .array(result.settings.map(\.document)),
      "strata": result.strata.map { strata in
        .object([
          "within": .array(strata.within.map(\.document)),
          "neighbours": .array(strata.neighbours.map { $0?.document ?? .null }),
        ])
      } ?? .null,
      "kind": .string(kind.rawValue),
      "findings": findings.document,
    ]
    if !result.readings.isEmpty {
      members["readings"] = .object(
        Dictionary(
          uniqueKeysWithValues: result.readings.map {
            ($0.rawValue, .array($1.map(\.document)))
          }))
    }
    return .object(members)
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
        neighbours: try parts.value("neighbours").elements().map {
          score throws(Reason) in
          score == .null ? nil : try StratumScore(score)
        })
    }
    var readings: [PlaceReading: [SettingResult]] = [:]
    for (name, stored) in try fields["readings"]?.fields() ?? [:] {
      guard let reading = PlaceReading(rawValue: name) else {
        throw Reason("expected a reading, found \(name)")
      }
      readings[reading] = try Self.settings(stored, names)
    }
    result = EvaluationResult(
      evaluationProtocol: evaluationProtocol, queryNames: names,
      settings: try Self.settings(fields.value("settings"), names), strata: strata,
      readings: readings)
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
        score throws(Reason) -> QueryScore? in
        guard score != .null else { return nil }
        guard let score = QueryScore(try PositivePlaces(score)) else {
          throw Reason("expected a positive, found none")
        }
        return score
      }
      return SettingResult(setting: setting, names: names, scores: scores)
    }
  }
}

extension SettingResult {
  /// The scores as they are kept: where the positives of each query stand, or null.
  fileprivate var document: CanonicalJSON {
    .object([
      "setting": .string(setting.rawValue),
      "scores": .array(scores.map { $0.map { .object($0.places.members) } ?? .null }),
    ])
  }
}

extension StratumScore {
  /// The score as it is kept: the places, and the number of images of other objects.
  fileprivate var document: CanonicalJSON {
    .object(places.members.merging(["images": .integer(imageCount)]) { $1 })
  }

  fileprivate init(_ document: CanonicalJSON) throws(Reason) {
    let places = try PositivePlaces(document)
    let count = try document.fields().value("images").count()
    guard let score = StratumScore(places, imageCount: count) else {
      throw Reason("expected images of other objects, found none")
    }
    self = score
  }
}

extension PositivePlaces {
  /// The places as they are kept: ranks and the number of positives, or size and positives of each block.
  fileprivate var members: [String: CanonicalJSON] {
    switch self {
    case .ranked(let ranks, let count):
      ["ranks": .array(ranks.map(CanonicalJSON.integer)), "positives": .integer(count)]
    case .random(let blocks):
      ["blocks": .array(blocks.map { [.integer($0.size), .integer($0.positives)] })]
    }
  }

  fileprivate init(_ document: CanonicalJSON) throws(Reason) {
    let fields = try document.fields()
    guard fields["blocks"] == nil else {
      self = .random(
        try fields.value("blocks").elements().map { block throws(Reason) in
          let numbers = try block.counts()
          guard numbers.count == 2, numbers[1] <= numbers[0] else {
            throw Reason("expected a block, found \(numbers)")
          }
          return RandomBlock(size: numbers[0], positives: numbers[1])
        })
      return
    }
    let ranks = try fields.value("ranks").counts()
    let count = try fields.value("positives").count()
    guard ranks.count <= count, zip(ranks, ranks.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw Reason(
        "expected ascending ranks of at most \(count) positives")
    }
    self = .ranked(ranks, positiveCount: count)
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

  /// Returns a whole number from 0.
  fileprivate func count() throws(Reason) -> Int {
    guard case .integer(let number) = self, number >= 0 else {
      throw Reason("expected a whole number")
    }
    return number
  }

  /// Returns the whole numbers of an array.
  fileprivate func counts() throws(Reason) -> [Int] {
    try elements().map { element throws(Reason) in try element.count() }
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
