import Foundation
import Tensors

/// A valid file that inputs start from.
struct FuzzSeed: Sendable {
  /// Repairs lengths and checksums of changed bytes, or wraps them, so that changes get further.
  typealias Finish = @Sendable (_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8]

  /// What is changed.
  let bytes: [UInt8]

  /// Makes an input of the bytes, and a valid one of those that were not changed.
  let finish: Finish

  init(_ bytes: [UInt8], finish: @escaping Finish = { bytes, _ in bytes }) {
    self.bytes = bytes
    self.finish = finish
  }
}

/// The committed files of the package that inputs start from.
enum Corpus {
  /// The largest file that is taken, in bytes: what larger ones add costs too much time.
  private static let sizeLimit = 64 << 10

  /// Returns the files of some folders, in the order of their names, whichever folder they are in.
  ///
  /// - Parameters:
  ///   - folders: the folders.
  ///   - endings: how a file's name may end.
  /// - Returns: those of at most `sizeLimit` bytes.
  /// - Throws: what the file system throws.
  static func files(in folders: [String], endingIn endings: [String]) throws -> [FuzzSeed] {
    let files = try folders.flatMap { folder in
      try FileManager.default.contentsOfDirectory(atPath: folder)
        .filter { name in endings.contains { name.hasSuffix($0) } }
        .map { (name: $0, path: "\(folder)/\($0)") }
    }
    return try files.sorted { $0.name < $1.name }
      .map { try bytes(of: $0.path) }
      .filter { $0.count <= sizeLimit }
      .map { FuzzSeed($0) }
  }

  /// Returns the files of a folder, in the order of their names.
  ///
  /// - Parameters:
  ///   - folder: the folder, which is searched to any depth.
  ///   - endings: how a file's name may end.
  ///   - finish: what is done to each input.
  ///   - isWanted: whether a file is taken, given its path below the folder.
  /// - Returns: those of at most `sizeLimit` bytes.
  /// - Throws: what the file system throws.
  static func files(
    in folder: String, endingIn endings: [String],
    finish: @escaping FuzzSeed.Finish = { bytes, _ in bytes },
    where isWanted: (String) -> Bool = { _ in true }
  ) throws -> [FuzzSeed] {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder)
      .filter { path in endings.contains { path.hasSuffix($0) } && isWanted(path) }
      .sorted()
    return try paths.map { try bytes(of: "\(folder)/\($0)") }
      .filter { $0.count <= sizeLimit }
      .map { FuzzSeed($0, finish: finish) }
  }

  /// Returns the bytes of one file.
  static func bytes(of path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  /// Returns a text of lines.
  static func text(_ lines: String...) -> FuzzSeed {
    FuzzSeed(Array((lines.joined(separator: "\n") + "\n").utf8))
  }
}
