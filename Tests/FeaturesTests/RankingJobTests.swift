import Arrays
import DescriptorStore
import Extraction
import Features
import Files
import Synchronization
import Tensors
import TestSupport
import Testing

@Suite struct RankingJobTests {
  private let folder: Scratch

  init() throws {
    folder = try Scratch()
  }

  private func write(
    _ rows: [[Float]], _ names: [String], provenance: [String: String] = [:],
    as storage: FloatStorage = .float32, to name: String
  ) throws -> String {
    let path = "\(folder.path)/\(name)"
    let values = Matrix(
      rows: rows.count, columns: rows.first?.count ?? 2, elements: rows.flatMap(\.self))
    let file = DescriptorFile(
      descriptors: DescriptorMatrix(names: names, values: values), provenance: provenance)
    try AtomicFile.write(try file.encoded(for: path, as: storage), to: path)
    return path
  }

  private func rank(
    _ databases: [String], _ queries: String, top: Int = 100
  ) async throws -> (file: RankingFile, notices: [String]) {
    let output = "\(folder.path)/ranks.h5"
    let notices = Mutex<[String]>([])
    _ = try await RankingJob(
      databases: databases.map { DescriptorSource($0) }, queries: DescriptorSource(queries),
      top: top, output: output
    ).run {
      if case .notice(let text) = $0 { notices.withLock { $0.append(text) } }
    }
    return (try RankingFile(importing: output), notices.withLock { $0 })
  }

  private func refusal(_ databases: [String], _ queries: String) async -> InputFileError? {
    await #expect(throws: InputFileError.self) { try await rank(databases, queries) }
  }

  @Test func filesFollowEachOtherAndEqualScoresStandByIndex() async throws {
    let first = try write([[1, 0], [0, 1]], ["a", "b"], to: "1.h5")
    let second = try write([[0.6, 0.8], [1, 0]], ["c", "d"], to: "2.h5")
    let queries = try write([[1, 0]], ["q"], to: "q.h5")
    let (file, notices) = try await rank([first, second], queries)
    #expect(file.indices == [0, 3, 2, 1])
    #expect(file.scores?.elements == [1, 1, 0.6, 0])
    #expect(file.queryNames == ["q"])
    #expect(file.databaseNames == ["a", "b", "c", "d"])
    #expect(notices == [])
    #expect(try await rank([first, second], queries, top: 2).file.indices == [0, 3])
  }

  /// Whether all files, some or none keep 16 bits decides the memory, and nothing else.
  @Test func filesOf16BitsAreRankedAsTheNumbersTheyHold() async throws {
    let rows: [[Float16]] = [[0.6, 0.8], [0.8, 0.6], [0, 1], [0.28, 0.96]]
    let wide = rows.map { $0.map { Float($0) } }
    let cases: [(FloatStorage, FloatStorage)] = [
      (.float32, .float32), (.float16, .float16), (.float32, .float16),
    ]
    var rankings: [RankingFile] = []
    for (firstStorage, otherStorage) in cases {
      let first = try write(Array(wide[..<3]), ["a", "b", "c"], as: firstStorage, to: "1.h5")
      let second = try write([wide[3]], ["d"], as: otherStorage, to: "2.h5")
      let queries = try write([wide[1]], ["q"], as: otherStorage, to: "q.h5")
      let (file, notices) = try await rank([first, second], queries)
      #expect(notices == [])
      rankings.append(file)
    }
    #expect(rankings.allSatisfy { $0.indices == [1, 0, 3, 2] })
    #expect(Set(rankings.map(\.scores?.elements)).count == 1)
  }

  @Test func rowsThatAreNotOfUnitLengthAreReported() async throws {
    let database = try write([[1, 0], [3, 4]], ["a", "b"], to: "1.h5")
    let queries = try write([[1, 0]], ["q"], to: "q.h5")
    #expect(
      try await rank([database], queries).notices == [
        "warning: 1 of 2 database descriptors are not of unit length (b: 5.0); the search is by "
          + "inner product"
      ])
  }

  @Test func descriptorsOfDifferentNetworksAreReported() async throws {
    let database = try write([[1, 0]], ["a"], provenance: ["weights": "one"], to: "1.h5")
    let queries = try write([[1, 0]], ["q"], provenance: ["weights": "two"], to: "q.h5")
    #expect(
      try await rank([database], queries).notices == [
        "warning: \(queries) was made with weights 'two', \(database) with 'one'"
      ])
  }

  @Test func aRowThatIsNotFiniteIsNamed() async throws {
    let database = try write([[1, 0]], ["a"], to: "1.h5")
    let damaged = try write([[0, 1], [.nan, 0]], ["b", "c"], to: "2.h5")
    let error = await refusal([database, damaged], database)
    #expect(error?.path == "\(damaged)#descriptors")
    #expect(error?.problem == "row 1 (c) holds a value that is NaN, infinite or too large")
  }

  @Test func descriptorsOfAnotherLengthAreRefused() async throws {
    let database = try write([[1, 0]], ["a"], to: "1.h5")
    let queries = try write([[1, 0, 0]], ["q"], to: "q.h5")
    #expect(await refusal([database], queries)?.path == queries)
    #expect(await refusal([database, queries], database)?.path == queries)
  }

  @Test func anEmptyFileIsRefused() async throws {
    let database = try write([[1, 0]], ["a"], to: "1.h5")
    let empty = try write([], [], to: "empty.h5")
    #expect(await refusal([empty], database)?.problem == "it holds 0 × 2 values")
    #expect(await refusal([database], empty)?.problem == "it holds 0 × 2 values")
  }

  /// Writes matrices of single as MATLAB does, a column an image.
  private func write(matrices: [(name: Character, columns: [[Float]])], to name: String) throws
    -> String
  {
    func bytes(_ numbers: [UInt32]) -> [UInt8] {
      numbers.flatMap { number in (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
    }
    var file = Array("MATLAB 5.0 MAT-file".utf8)
    file += [UInt8](repeating: 32, count: 124 - file.count) + [0, 1] + Array("IM".utf8)
    for (name, columns) in matrices {
      let values = columns.joined().map(\.bitPattern)
      let (rows, count) = (UInt32(columns[0].count), UInt32(values.count))
      let letter = UInt32(name.asciiValue ?? 0)
      file += bytes([14, 56 + 4 * count, 6, 8, 7, 0, 5, 8, rows, UInt32(columns.count)])
      file += bytes([1, 1, letter, 0, 7, 4 * count] + values)
    }
    let path = "\(folder.path)/\(name)"
    try AtomicFile.write(file, to: path)
    return path
  }

  @Test func matricesOfMATLABRankAsTheSameArraysDo() async throws {
    let database: [[Float]] = [[1, 0], [0.6, 0.8], [0, 1], [0.6, 0.8]]
    let queries: [[Float]] = [[0.8, 0.6], [0, 1]]
    let path = try write(matrices: [("X", database), ("Q", queries)], to: "features.mat")
    let arrays = try [database, queries].enumerated().map { index, rows in
      let matrix = Matrix(rows: rows.count, columns: 2, elements: rows.flatMap(\.self))
      let array = "\(folder.path)/\(index).npy"
      try AtomicFile.write(NumPyFile.encoded(matrix), to: array)
      return array
    }
    let found = try await rank(["\(path)#X"], "\(path)#Q").file
    let expected = try await rank([arrays[0]], arrays[1]).file
    #expect(found.indices == [1, 3, 0, 2, 2, 1, 3, 0])
    #expect(found.indices == expected.indices)
    #expect(found.scores == expected.scores)
    #expect(found.databaseNames == nil)
    #expect(found.provenance["databaseFiles"] == (try Digest.sha256(ofFile: path)))
    #expect(found.provenance["queryFile"] == (try Digest.sha256(ofFile: path)))
  }

  @Test func aMatrixOfMATLABIsNamedInMessages() async throws {
    let path = try write(matrices: [("X", [[1, .nan]]), ("Q", [[1, 0]])], to: "features.mat")
    #expect(await refusal(["\(path)#X"], "\(path)#Q")?.path == "\(path)#X")
    #expect(
      await refusal([path], "\(path)#Q")?.advice.hasPrefix("Name one of them behind the file")
        == true)
  }

  @Test func namesOfATransposedMatrixAreAnsweredWithTheReason() async throws {
    let path = try write(matrices: [("X", [[1, 0, 0], [0, 1, 0]])], to: "features.mat")
    let names = "\(folder.path)/names.txt"
    try AtomicFile.write(Array("a\nb\nc\n".utf8), to: names)
    let error = await #expect(throws: InputFileError.self) {
      try await RankingJob(
        databases: [DescriptorSource(path, namesFile: names)], queries: DescriptorSource(path),
        top: 1, output: "\(folder.path)/ranks.h5"
      ).run { _ in }
    }
    #expect(error?.problem == "it has 3 lines, and \(path) has 2 descriptors")
    #expect(error?.advice.hasPrefix("It looks transposed") == true)
  }

  @Test func anOutputThatIsAFolderIsRefusedFirst() {
    #expect(throws: FileError.self) {
      try RankingJob(
        databases: [DescriptorSource("none.h5")], queries: DescriptorSource("none.h5"), top: 1,
        output: folder.path)
    }
  }
}
