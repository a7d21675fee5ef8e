import DescriptorStore
public import Extraction
import Files
import Records
import Retrieval
import Tensors

/// Searches descriptors of the user's, and writes the rankings.
public struct RankingJob: Sendable {
  private let databases: [DescriptorSource]
  private let queries: DescriptorSource
  private let top: Int
  private let output: String

  /// Checks that the output can be written before anything is computed.
  ///
  /// - Parameters:
  ///   - databases: the files of what is searched, at least one; their rows follow each other.
  ///   - queries: the file of what is searched for.
  ///   - top: how many images of each query to list, at least 1; at most all are.
  ///   - output: the file to write.
  /// - Throws: `FileError` for an output that is not a regular file or has no folder.
  public init(
    databases: [DescriptorSource], queries: DescriptorSource, top: Int, output: String
  ) throws {
    precondition(!databases.isEmpty, "expected at least 1 database file, found none")
    precondition(top >= 1, "expected at least 1 image a query, found \(top)")
    try AtomicFile.checkTarget(output)
    self.databases = databases
    self.queries = queries
    self.top = top
    self.output = output
  }

  /// What was written.
  public struct Summary: Sendable, Equatable, Encodable {
    /// The number of queries.
    public let queries: Int

    /// The number of images listed for each.
    public let depth: Int

    /// The number of images searched.
    public let images: Int
  }

  /// Searches by inner product, exhaustively, and replaces the output.
  ///
  /// Meanwhile another thread hashes the files, which the rankings name by their digests.
  ///
  /// - Parameter observe: told what the user should read.
  /// - Returns: what was written.
  /// - Throws: `InputFileError` for files that do not fit; `FileError`.
  public func run(observe: RunObserver) async throws -> Summary {
    async let databaseDigests = digests(databases)
    async let queryDigests = digests([queries])
    let database = try DescriptorTable(reading: databases, role: .database)
    let queryTable = try DescriptorTable(reading: [queries], role: .query)
    for warning in database.warnings(comparing: queryTable) { observe(.notice(warning)) }
    let rankings = try database.rankings(of: queryTable, top: top)
    let file = RankingFile(
      queryCount: rankings.queryCount, depth: rankings.depth, indices: rankings.indices,
      scores: Matrix(
        rows: rankings.queryCount, columns: rankings.depth, elements: rankings.scores),
      queryNames: queryTable.names, databaseNames: database.names,
      provenance: [
        "databaseFiles": try await databaseDigests, "queryFile": try await queryDigests,
        "search": "exact, by inner product; equal scores by index",
        "tool": "iir \(ToolVersion.current)",
      ])
    try AtomicFile.write(try file.encoded(for: output), to: output)
    return Summary(
      queries: rankings.queryCount, depth: rankings.depth,
      images: database.values.rows)
  }

  private func digests(_ sources: [DescriptorSource]) throws -> String {
    try sources.map { try Digest.sha256(ofFile: $0.file) }.joined(separator: " ")
  }
}
