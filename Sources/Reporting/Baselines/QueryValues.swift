import Files
import Records

/// The values of a cell's queries in a small text.
///
/// Four decimals can be read, and keep a table of 400 cells below half a mebibyte; in full precision it
/// would have over one. The digest beside them tells a movement of any size.
public struct QueryValues: Sendable, Hashable, Codable {
  /// The values in ten-thousandths, averaged over seeds, between spaces; "-" for a dropped query.
  ///
  /// One text keeps the file small, and a changed row one changed line.
  public let tenThousandths: String

  /// The SHA-256 of the bits of every query's value with every seed.
  public let digest: String

  /// The values as fractions, to four decimals; nil for a dropped query.
  public var values: [Double?] {
    tenThousandths.split(separator: " ").map { Int($0).map { Double($0) / 10_000 } }
  }

  /// Creates the text of some values.
  ///
  /// - Parameter seeds: the value of each query as a fraction, (seed, query); nil for a dropped one.
  public init(_ seeds: [[Double?]]) {
    let queries = seeds.first?.indices ?? 0..<0
    tenThousandths = queries.map { query in
      let values = seeds.compactMap { $0[query] }
      guard !values.isEmpty else { return "-" }
      let mean = values.reduce(0, +) / Double(values.count)
      return "\(Int((mean * 10_000).rounded()))"
    }.joined(separator: " ")
    let bits = seeds.joined().map { $0?.bitPattern ?? .max }
    digest = Digest.sha256(
      of: bits.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } })
  }
}

/// The queries of one evaluation set.
public struct QueryList: Sendable, Hashable, Codable {
  /// The number of database images.
  public let images: Int

  /// The names, in the order of every cell's values.
  public let names: [String]

  /// The number of each query's landmark, between spaces; queries of one landmark are drawn together.
  public let landmarks: String

  /// The number of each query's landmark.
  public var clusters: [Int] { landmarks.split(separator: " ").compactMap { Int($0) } }

  /// Creates a list.
  ///
  /// - Parameters:
  ///   - names: the names of the queries.
  ///   - record: what the set held; a query that it does not name is a landmark of its own.
  init(_ names: [String], of record: DatasetRecord) {
    images = record.images
    self.names = names
    let known = record.queryClusters
    let first = (known.values.max() ?? -1) + 1
    landmarks = names.enumerated().map { "\(known[$1] ?? first + $0)" }.joined(separator: " ")
  }
}
