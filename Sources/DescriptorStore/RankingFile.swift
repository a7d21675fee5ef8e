public import Arrays
public import Tensors

/// The best database images of each query, as an HDF5 file.
///
/// The file holds `/ranks` (int32, queries × k: 0-based database indices, best first, rows padded
/// with −1), `/scores` (float32, queries × k), `/queries` and `/database` (UTF-8 names), and one text
/// attribute of the root for each entry of the provenance. Where the rows are the beginning of longer
/// rankings, `/judged` (int32, images × 3) may hold the places of further images: query, database index
/// and place, each 0-based. Equal content makes equal bytes.
public struct RankingFile: Sendable, Equatable {
  /// The index that fills up a row that holds fewer images than others.
  public static let padding: Int32 = -1

  /// The number of queries.
  public let queryCount: Int

  /// The length of a row.
  public let depth: Int

  /// Database indices, (query, rank), row by row; `padding` behind the last one of a row.
  public let indices: [Int32]

  /// The similarity of each image with its query, (query, rank); nil when the file does not tell.
  public let scores: Matrix?

  /// The name of each query; nil when the file does not tell.
  public let queryNames: [String]?

  /// The name of each database image; nil when the file does not tell.
  public let databaseNames: [String]?

  /// Where the rankings come from, such as `"search": "exact"`.
  public let provenance: [String: String]

  /// The places of further images in the rankings that the rows are the beginning of; nil for none.
  public let judged: [JudgedPlace]?

  /// The place of one image in the ranking of one query.
  public struct JudgedPlace: Sendable, Equatable {
    /// The number of the query, from 0.
    public let query: Int32

    /// The database index of the image.
    public let image: Int32

    /// The place of the image in the whole ranking, from 0.
    public let place: Int32

    /// Creates a place.
    public init(query: Int32, image: Int32, place: Int32) {
      self.query = query
      self.image = image
      self.place = place
    }
  }

  /// Creates the content of a file.
  ///
  /// - Parameters:
  ///   - queryCount: the number of queries.
  ///   - depth: the length of a row.
  ///   - indices: database indices, (query, rank), row by row, each −1 or above.
  ///   - scores: the similarity of each image with its query, (query, rank).
  ///   - queryNames: one name a query, without zero characters.
  ///   - databaseNames: one name a database image, without zero characters.
  ///   - judged: the places of further images; nil for none.
  ///   - provenance: where they come from; no zero characters either.
  public init(
    queryCount: Int, depth: Int, indices: [Int32], scores: Matrix?, queryNames: [String]?,
    databaseNames: [String]?, judged: [JudgedPlace]? = nil, provenance: [String: String] = [:]
  ) {
    precondition(
      indices.count == queryCount * depth,
      "expected \(queryCount)×\(depth) indices, found \(indices.count)")
    precondition(
      scores.map { $0.rows == queryCount && $0.columns == depth } ?? true,
      "expected \(queryCount)×\(depth) scores")
    precondition(
      queryNames.map { $0.count == queryCount } ?? true, "expected \(queryCount) query names")
    self.queryCount = queryCount
    self.depth = depth
    self.indices = indices
    self.scores = scores
    self.queryNames = queryNames
    self.databaseNames = databaseNames
    self.judged = judged
    self.provenance = provenance
  }

  /// Returns the database indices of one query, best first, without the padding.
  public func indices(ofQuery query: Int) -> ArraySlice<Int32> {
    indices[query * depth..<(query + 1) * depth].prefix { $0 != Self.padding }
  }

  /// Returns the bytes of the file.
  ///
  /// - Parameter path: what messages call the file; nothing is written there.
  /// - Returns: the whole content, fit for `AtomicFile.write`.
  /// - Throws: `HDF5Error` when a text holds a zero character or the library runs out of memory.
  public func encoded(for path: String) throws(HDF5Error) -> [UInt8] {
    try withHDF5 { () throws(HDF5Error) in
      let file = try HDF5File.create(path: path)
      try file.write(indices, rows: queryCount, columns: depth, to: Self.ranksName)
      if let scores { try file.write(scores, to: Self.scoresName) }
      if let queryNames { try file.write(queryNames, to: Self.queriesName) }
      if let databaseNames { try file.write(databaseNames, to: Self.databaseName) }
      if let judged {
        try file.write(
          judged.flatMap { [$0.query, $0.image, $0.place] }, rows: judged.count, columns: 3,
          to: Self.judgedName)
      }
      for (name, text) in provenance.sorted(by: { $0.key < $1.key }) {
        try file.write(attribute: text, to: name)
      }
      return try file.closeToImage()
    }
  }

  private static let ranksName = "ranks"
  private static let scoresName = "scores"
  private static let queriesName = "queries"
  private static let databaseName = "database"
  private static let judgedName = "judged"
}

extension RankingFile {
  /// Reads the bytes of a file whose digest was verified.
  ///
  /// - Parameters:
  ///   - bytes: the whole file, from a trusted writer: `VerifiedArtifact.bytes`.
  ///   - path: what messages call the file; nothing is read there.
  ///   - byteLimit: the most memory that ranks, scores and names may take each.
  /// - Throws: `HDF5Error` when a part is missing, of another type, or does not fit the others.
  public init(
    decoding bytes: [UInt8], path: String, byteLimit: Int = DescriptorFile.defaultByteLimit
  ) throws(HDF5Error) {
    self = try withHDF5 { () throws(HDF5Error) in
      let file = try HDF5File.open(image: bytes, path: path)
      return try RankingFile(reading: file, byteLimit: byteLimit)
    }
  }

  /// Reads a file that the user names: an explicit import.
  ///
  /// - Parameters:
  ///   - path: the file, perhaps written by h5py: `/ranks` may be any whole numbers and `/scores`
  ///     any real ones, and nothing else need be there.
  ///   - byteLimit: the most memory that each part may take.
  /// - Throws: `HDF5Error` when the file is missing or not HDF5, or a part is of another type or
  ///   does not fit the others; also for an index that is no number of an image, and for one that
  ///   stands behind padding.
  public init(
    importing path: String, byteLimit: Int = DescriptorFile.defaultByteLimit
  ) throws(HDF5Error) {
    self = try withHDF5 { () throws(HDF5Error) in
      let file = try HDF5File.importing(path)
      return try RankingFile(reading: file, byteLimit: byteLimit)
    }
  }

  private init(reading file: borrowing HDF5File, byteLimit: Int) throws(HDF5Error) {
    let ranks = try file.dataset(Self.ranksName, rank: 2)
    let (rows, columns) = (ranks.lengths[0], ranks.lengths[1])
    let indices = try Self.indices(
      try ranks.integers(byteLimit: byteLimit), columns: columns,
      label: file.label(Self.ranksName))
    var scores: Matrix?
    if try file.contains(Self.scoresName) {
      let dataset = try file.dataset(Self.scoresName, rank: 2)
      guard dataset.lengths == [rows, columns] else {
        throw HDF5Error(
          operation: "read", path: file.label(Self.scoresName),
          reason: "expected \(rows) × \(columns) values as in /ranks, "
            + "found \(dataset.lengths[0]) × \(dataset.lengths[1])")
      }
      scores = try dataset.matrix(byteLimit: byteLimit, narrowing: true)
    }
    let queryNames = try Self.names(Self.queriesName, in: file, byteLimit: byteLimit)
    guard queryNames.map({ $0.count == rows }) ?? true else {
      throw HDF5Error(
        operation: "read", path: file.label(Self.queriesName),
        reason: "expected one name for each of \(rows) rows of /ranks, "
          + "found \(queryNames?.count ?? 0)"
          + (queryNames?.count == columns
            ? "; is /ranks transposed? It holds one row a query" : ""))
    }
    self.init(
      queryCount: rows, depth: columns, indices: indices, scores: scores, queryNames: queryNames,
      databaseNames: try Self.names(Self.databaseName, in: file, byteLimit: byteLimit),
      judged: try Self.judged(in: file, queries: rows, byteLimit: byteLimit),
      provenance: try file.attributes())
  }

  private static func judged(
    in file: borrowing HDF5File, queries: Int, byteLimit: Int
  ) throws(HDF5Error) -> [JudgedPlace]? {
    guard try file.contains(judgedName) else { return nil }
    let dataset = try file.dataset(judgedName, rank: 2)
    let values = try dataset.integers(byteLimit: byteLimit)
    var places: [JudgedPlace] = []
    for first in stride(from: 0, to: values.count, by: 3) where dataset.lengths[1] == 3 {
      let numbers = values[first..<first + 3].compactMap { Int32(exactly: $0) }
      guard numbers.count == 3, numbers.allSatisfy({ $0 >= 0 }), numbers[0] < queries else { break }
      places.append(JudgedPlace(query: numbers[0], image: numbers[1], place: numbers[2]))
    }
    guard 3 * places.count == values.count else {
      throw HDF5Error(
        operation: "read", path: file.label(judgedName),
        reason: "expected one query, image and place a row, row \(places.count) holds another")
    }
    return places
  }

  private static func names(
    _ name: String, in file: borrowing HDF5File, byteLimit: Int
  ) throws(HDF5Error) -> [String]? {
    guard try file.contains(name) else { return nil }
    return try file.dataset(name, rank: 1).texts(byteLimit: byteLimit)
  }

  private static func indices(
    _ values: [Int64], columns: Int, label: String
  ) throws(HDF5Error) -> [Int32] {
    var indices: [Int32] = []
    indices.reserveCapacity(values.count)
    for (place, value) in values.enumerated() {
      let (row, column) = (place / columns, place % columns)
      guard let index = Int32(exactly: value), index >= padding else {
        throw HDF5Error(
          operation: "read", path: label,
          reason: "row \(row), column \(column) holds \(value), which is no index of an image")
      }
      guard column == 0 || index == padding || indices[place - 1] != padding else {
        throw HDF5Error(
          operation: "read", path: label,
          reason: "row \(row) holds index \(index) behind the padding of −1; "
            + "padding stands at the end of a row")
      }
      indices.append(index)
    }
    return indices
  }
}
