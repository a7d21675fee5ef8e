package import DescriptorStore
package import Evaluation
package import Failures
package import JSON
import Retrieval
package import Steps
package import Tensors

/// Rankings as the cache holds them, and what is known of them.
package struct StoredRankings {
  /// One ranking a query, in the order of the ground truth.
  ///
  /// Where places were left out, images that no query lists stand there, in the order of the database.
  package let rankings: [Ranking]

  /// The scores of the first images of the rankings, (query, place); nil where none were kept.
  package let firstScores: Matrix?

  /// The score of each image of the rankings, (query, place); nil where places were left out.
  package var scores: Matrix? { isWhole ? firstScores : nil }

  /// Whether the place of every image was kept.
  private let isWhole: Bool

  /// What was found out while the images were ranked.
  package let findings: RankingFindings
}

/// What is found out about rankings and the descriptors behind them.
package struct RankingFindings: Sendable, Equatable {
  /// The SHA-256 of the whole rankings, each the database indices of one query as 32-bit numbers.
  package var digest: String

  /// Whether the rankings look as if names belonged to their rows; nil where nothing was ranked.
  package var check: PlausibilityCheck?

  /// The images that have no descriptor because they could not be decoded.
  package var skipped: [String] = []

  /// The images whose damage was accepted.
  package var accepted: [String] = []

  /// Creates findings.
  package init(
    digest: String, check: PlausibilityCheck? = nil, skipped: [String] = [], accepted: [String] = []
  ) {
    self.digest = digest
    self.check = check
    self.skipped = skipped
    self.accepted = accepted
  }
}

extension StoredRankings {
  /// Returns the file of rankings.
  ///
  /// - Parameters:
  ///   - rankings: whole rankings, one a query.
  ///   - scores: the similarity of each image of a ranking with its query.
  ///   - groundTruth: the names, and the images whose places are kept in any case.
  ///   - extent: what is kept.
  ///   - findings: what is known of the rankings.
  /// - Returns: the content of the artifact.
  package static func file(
    _ rankings: [Ranking], scores: [ArraySlice<Float>], groundTruth: GroundTruth,
    extent: RankingExtent, findings: RankingFindings
  ) -> RankingFile {
    let ranked = rankings.map(\.indices.count).max() ?? 0
    let depth = extent == .whole ? ranked : min(ranked, RankingExtent.depth)
    let rows = rankings.map { $0.indices.prefix(depth).map { Int32($0) } }
    var judged: [RankingFile.JudgedPlace] = []
    for (number, query) in groundTruth.queries.enumerated() where extent == .judged {
      let listed = Set(query.lists.named.flatMap(\.indices))
      for (place, image) in rankings[number].indices.enumerated().dropFirst(depth)
      where listed.contains(image) {
        judged.append(
          RankingFile.JudgedPlace(query: Int32(number), image: Int32(image), place: Int32(place)))
      }
    }
    return RankingFile(
      queryCount: rankings.count, depth: depth, indices: rows.flatMap(\.self),
      scores: Matrix(
        rows: rankings.count, columns: depth, elements: scores.flatMap { $0.prefix(depth) }),
      queryNames: groundTruth.queries.map(\.name), databaseNames: groundTruth.databaseNames,
      judged: extent == .judged ? judged : nil,
      provenance: ["findings": findings.document.compact, "ranked": "\(ranked)"])
  }

  /// Reads a file that `file(_:scores:groundTruth:extent:findings:)` made.
  package init(_ file: RankingFile) throws {
    let size = file.databaseNames?.count ?? 0
    let ranked = file.provenance["ranked"].flatMap { Int($0) } ?? file.depth
    let judged = Dictionary(grouping: file.judged ?? []) { $0.query }
    rankings = try (0..<file.queryCount).map { query in
      let first = file.indices(ofQuery: query).map { Int($0) }
      return try Ranking(
        indices: Self.filled(
          first, judged[Int32(query)] ?? [], count: ranked, databaseSize: size),
        databaseSize: size)
    }
    (firstScores, isWhole) = (file.scores, file.depth == ranked)
    let text = file.provenance["findings"] ?? ""
    findings = try RankingFindings(CanonicalJSON(parsing: Array(text.utf8)))
  }

  /// Returns a ranking with its gaps filled with images that stand nowhere else.
  private static func filled(
    _ first: [Int], _ judged: [RankingFile.JudgedPlace], count: Int, databaseSize: Int
  ) -> [Int] {
    guard first.count < count else { return first }
    var indices = first + Array(repeating: -1, count: count - first.count)
    for place in judged { indices[Int(place.place)] = Int(place.image) }
    let placed = Set(indices)
    var others = (0..<databaseSize).lazy.filter { !placed.contains($0) }.makeIterator()
    for place in indices.indices where indices[place] == -1 {
      guard let other = others.next() else { break }
      indices[place] = other
    }
    return indices
  }
}

extension RankingFindings {
  /// The findings as they are kept.
  var document: CanonicalJSON {
    .object([
      "digest": .string(digest),
      "misnamed": .array((check?.misnamedQueries ?? []).map(CanonicalJSON.string)),
      "isLikeChance": check.map { .bool($0.isLikeChance) } ?? .null,
      "skipped": .array(skipped.map(CanonicalJSON.string)),
      "accepted": .array(accepted.map(CanonicalJSON.string)),
    ])
  }

  /// Reads what `document` holds.
  ///
  /// - Throws: `Reason` for anything else.
  package init(_ document: CanonicalJSON) throws(Reason) {
    let fields = try document.fields()
    func texts(_ name: String) throws(Reason) -> [String] {
      try fields.value(name).elements().map { element throws(Reason) in
        try element.string()
      }
    }
    digest = try fields.value("digest").string()
    skipped = try texts("skipped")
    accepted = try texts("accepted")
    guard case .bool(let isLikeChance) = try fields.value("isLikeChance") else {
      check = nil
      return
    }
    check = PlausibilityCheck(misnamedQueries: try texts("misnamed"), isLikeChance: isLikeChance)
  }
}
