public import Records

/// What became of the fingerprints of a table: whether this machine makes the same bytes, and where
/// along the way of the data it parts from the one that made the accepted ones.
public struct FingerprintComparison: Sendable, Hashable, Codable {
  /// One thing whose bytes are others.
  public struct Difference: Sendable, Hashable, Codable {
    /// What it is.
    public let kind: Fingerprint.Kind

    /// What tells it from others of its kind.
    public let name: String

    /// The accepted SHA-256, or nil for a thing that only this run has.
    public let accepted: String?

    /// That of this run, or nil for a thing that only the record has.
    public let found: String?
  }

  /// The table's name.
  public let table: String

  /// What the comparison comes to.
  public let outcome: BaselineDiff.Outcome

  /// Why nothing can be compared, or nil.
  public let obstacle: String?

  /// The number of things compared.
  public let count: Int

  /// Things that differ, what others are made from first.
  public let differences: [Difference]

  /// The optional sets that only one side has; nil when there is none.
  public let uncompared: [UncomparedSet]?

  /// The processor that made the accepted ones, or nil without them.
  public let acceptedProcessor: String?

  /// The processor of this run, or nil without results.
  public let processor: String?

  /// Creates the comparison of a table that has no results to look at.
  init(table: String, _ outcome: BaselineDiff.Outcome, obstacle: String) {
    self.table = table
    self.outcome = outcome
    self.obstacle = obstacle
    (count, differences, uncompared, acceptedProcessor, processor) = (0, [], nil, nil, nil)
  }

  /// Compares the fingerprints of a run.
  ///
  /// - Parameters:
  ///   - found: those of the run.
  ///   - accepted: the committed ones, or nil when there are none.
  ///   - table: the table's name.
  public init(
    _ found: FingerprintRecord.Table, against accepted: FingerprintRecord.Table?, table: String
  ) {
    let obstacle: String? =
      if let accepted {
        accepted.specHash == found.specHash
          ? nil : "the spec changed since the fingerprints were accepted"
      } else {
        "no fingerprints of it are accepted yet"
      }
    self.init(found, against: accepted, table: table, obstacle: obstacle)
  }

  /// Compares the fingerprints of a run of a part of a spec: of what both sides have, files of tables apart.
  ///
  /// - Parameters:
  ///   - found: those of the run.
  ///   - accepted: the committed ones of the whole, or nil when there are none.
  ///   - table: the name of the whole table.
  public init(
    ofSample found: FingerprintRecord.Table, against accepted: FingerprintRecord.Table?,
    table: String
  ) {
    let known = Set((accepted?.fingerprints ?? []).map(Key.init))
    let sampled = found.keeping { $0.kind != .table && known.contains(Key($0)) }
    let keys = Set(sampled.fingerprints.map(Key.init))
    let obstacle: String? =
      accepted == nil
      ? "no fingerprints of it are accepted yet"
      : keys.isEmpty ? "the accepted fingerprints are of nothing that the sample has" : nil
    self.init(
      sampled, against: accepted?.keeping { keys.contains(Key($0)) }, table: table,
      obstacle: obstacle)
  }

  private init(
    _ found: FingerprintRecord.Table, against accepted: FingerprintRecord.Table?, table: String,
    obstacle: String?
  ) {
    self.table = table
    processor = found.processor
    acceptedProcessor = accepted?.processor
    self.obstacle = obstacle
    guard obstacle == nil, let accepted else {
      (count, differences, uncompared, outcome) = (0, [], nil, .nothingToCompare)
      return
    }
    let lone = Self.uncompared(found, accepted)
    func isCompared(_ fingerprint: Fingerprint) -> Bool {
      !lone.contains { $0.dataset == fingerprint.optionalSet }
    }
    let known = Dictionary(
      accepted.fingerprints.map { (Key($0), $0.sha256) }, uniquingKeysWith: { first, _ in first })
    let present = Set(found.fingerprints.map(Key.init))
    let compared = found.fingerprints.filter(isCompared)
    count = compared.count
    uncompared = lone.isEmpty ? nil : lone
    let changed = compared.compactMap { fingerprint -> Difference? in
      let accepted = known[Key(fingerprint)]
      guard accepted != fingerprint.sha256 else { return nil }
      return Difference(
        kind: fingerprint.kind, name: fingerprint.name, accepted: accepted,
        found: fingerprint.sha256)
    }
    let gone = accepted.fingerprints.filter { isCompared($0) && !present.contains(Key($0)) }.map {
      Difference(kind: $0.kind, name: $0.name, accepted: $0.sha256, found: nil)
    }
    differences = Fingerprint.Kind.allCases.flatMap { kind in
      (changed + gone).filter { $0.kind == kind }
    }
    outcome = differences.isEmpty ? .matches : .differs
  }

  /// Returns the optional sets that only one side has.
  private static func uncompared(
    _ found: FingerprintRecord.Table, _ accepted: FingerprintRecord.Table
  ) -> [UncomparedSet] {
    let (here, there) = (found.optionalSets, accepted.optionalSets)
    return here.filter { !there.contains($0) }.map { UncomparedSet(dataset: $0, isThere: true) }
      + there.filter { !here.contains($0) }.map { UncomparedSet(dataset: $0, isThere: false) }
  }

  private struct Key: Hashable {
    let kind: Fingerprint.Kind
    let name: String

    init(_ fingerprint: Fingerprint) {
      kind = fingerprint.kind
      name = fingerprint.name
    }
  }
}
