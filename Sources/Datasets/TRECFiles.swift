/// A run file of TREC: what a system found for each query.
///
/// UTF-8, one image a line: `query Q0 image rank score tag`, separated by white space. Empty lines are passed
/// over, and lines may end in CR LF. The second, fourth and last field are not used: as trec_eval does, images
/// are put in order by their scores alone.
package struct TRECRun: Sendable, Equatable {
  /// The queries in the order of their first lines.
  package let queries: [Query]

  /// What was found for one query.
  package struct Query: Sendable, Equatable {
    /// The name of the query.
    package let name: String

    /// The images and their scores, in the order of the lines; none repeats.
    package fileprivate(set) var images: [(name: String, score: Double)]

    package static func == (one: Query, other: Query) -> Bool {
      one.name == other.name && one.images.elementsEqual(other.images, by: ==)
    }
  }

  /// Reads a file.
  ///
  /// - Parameter path: the file.
  /// - Returns: what the file holds; at least one query.
  /// - Throws: `DatasetError` with the line that is wrong: another number of fields, a score that is no
  ///   number, or an image that a query has already.
  /// - Complexity: O(bytes of the file).
  package static func read(_ path: String) throws(DatasetError) -> TRECRun {
    var queries: [Query] = []
    var placeOfName: [String: Int] = [:]
    var seen: [Set<String>] = []
    try TRECFile.forEachLine(of: path, form: "query Q0 image rank score tag", fields: 6) {
      line, fields throws(DatasetError) in
      let (query, image) = (String(fields[0]), String(fields[2]))
      guard let score = Double(fields[4]), !score.isNaN else {
        throw TRECFile.malformed(path, line, "the score '\(fields[4])' is no number")
      }
      let place = placeOfName[query] ?? queries.count
      if place == queries.count {
        placeOfName[query] = place
        queries.append(Query(name: query, images: []))
        seen.append([])
      }
      guard seen[place].insert(image).inserted else {
        throw TRECFile.malformed(path, line, "query \(query) has the image \(image) already")
      }
      queries[place].images.append((image, score))
    }
    guard !queries.isEmpty else {
      throw TRECFile.malformed(path, 1, "the file holds no line")
    }
    return TRECRun(queries: queries)
  }
}

/// A file of relevance judgements of TREC, "qrels": which images are positives of which queries.
///
/// UTF-8, one judgement a line: `query 0 image relevance`, separated by white space; a relevance above 0 makes
/// a positive, all others are wrong answers, as those are that no line tells of.
package struct TRECJudgements: Sendable, Equatable {
  /// The queries in the order of their first lines.
  package let queries: [Query]

  /// The judgements of one query.
  package struct Query: Sendable, Equatable {
    /// The name of the query.
    package let name: String

    /// The positives, in the order of the lines.
    package fileprivate(set) var positives: [String]

    /// The other images that lines tell of.
    package fileprivate(set) var others: [String]
  }

  /// Reads a file.
  ///
  /// - Parameter path: the file.
  /// - Returns: what the file holds; at least one query.
  /// - Throws: `DatasetError` with the line that is wrong: another number of fields, a relevance that is no
  ///   whole number, or an image that a query has already.
  /// - Complexity: O(bytes of the file).
  package static func read(_ path: String) throws(DatasetError) -> TRECJudgements {
    var queries: [Query] = []
    var placeOfName: [String: Int] = [:]
    var seen: [Set<String>] = []
    try TRECFile.forEachLine(of: path, form: "query 0 image relevance", fields: 4) {
      line, fields throws(DatasetError) in
      let (query, image) = (String(fields[0]), String(fields[2]))
      guard let relevance = Int(fields[3]) else {
        throw TRECFile.malformed(
          path, line, "the relevance '\(fields[3])' is no whole number")
      }
      let place = placeOfName[query] ?? queries.count
      if place == queries.count {
        placeOfName[query] = place
        queries.append(Query(name: query, positives: [], others: []))
        seen.append([])
      }
      guard seen[place].insert(image).inserted else {
        throw TRECFile.malformed(path, line, "query \(query) has the image \(image) already")
      }
      if relevance > 0 {
        queries[place].positives.append(image)
      } else {
        queries[place].others.append(image)
      }
    }
    guard !queries.isEmpty else {
      throw TRECFile.malformed(path, 1, "the file holds no line")
    }
    return TRECJudgements(queries: queries)
  }
}

/// What both files have in common.
private enum TRECFile {
  /// Calls a function with each line that is not empty, and its fields.
  static func forEachLine(
    of path: String, form: String, fields count: Int,
    _ take: (Int, [Substring]) throws(DatasetError) -> Void
  ) throws(DatasetError) {
    let text = try DatasetFiles.text(of: path)
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (position, bytes) in lines.enumerated() {
      let fields = bytes.split { $0 == 0x20 || (0x09...0x0D).contains($0) }.map { Substring($0) }
      guard !fields.isEmpty else { continue }
      guard fields.count == count else {
        throw malformed(
          path, position + 1,
          "the line has \(fields.count) fields, and \(count) are expected: \(form)")
      }
      try take(position + 1, fields)
    }
  }

  static func malformed(_ path: String, _ line: Int, _ problem: String) -> DatasetError {
    DatasetError(
      .malformed, path: path, location: .line(line), problem: problem,
      advice: "A run has the lines 'query Q0 image rank score tag', a file of judgements "
        + "'query 0 image relevance'.")
  }
}
