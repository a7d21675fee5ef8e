import Foundation
import Glibc

/// Reading and writing of whole small files, every failure a `DatasetError`.
package enum DatasetFiles {
  /// The largest file that is read: far above any real ground truth or manifest.
  static let sizeLimit = 256 << 20

  /// Returns the bytes of a regular file.
  static func bytes(of path: String) throws(DatasetError) -> [UInt8] {
    guard let size = try regularFileSize(path) else {
      throw DatasetError(
        .missing, path: path, problem: "the file does not exist",
        advice: "Check the name, or generate or download the dataset again.")
    }
    guard size <= sizeLimit else {
      throw DatasetError(
        .malformed, path: path,
        problem: "the file has \(size) bytes, more than the \(sizeLimit) that are read",
        advice: "Is it the right file?")
    }
    do {
      return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      throw DatasetError(refused: path, "cannot be read", error)
    }
  }

  /// Returns the text of a UTF-8 file, without its byte order mark.
  package static func text(of path: String) throws(DatasetError) -> String {
    try text(try bytes(of: path), path: path)
  }

  /// Returns bytes as UTF-8 text, without its byte order mark.
  static func text(_ bytes: [UInt8], path: String) throws(DatasetError) -> String {
    var bytes = bytes[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw DatasetError(
        .malformed, path: path, problem: "the file is not UTF-8 text", advice: "Save it as UTF-8.")
    }
    return text
  }

  /// Returns the names in a folder, sorted; nil when there is no such folder.
  static func names(in folder: String) throws(DatasetError) -> [String]? {
    var isFolder: ObjCBool = false
    guard unsafe FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) else {
      return nil
    }
    guard isFolder.boolValue else {
      throw DatasetError(
        .malformed, path: folder, problem: "this is a file where a folder is expected",
        advice: "Check the dataset's layout.")
    }
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    } catch {
      throw DatasetError(refused: folder, "cannot be listed", error)
    }
  }

  /// Returns whether a file or folder is there.
  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path)
  }

  /// Returns whether a folder is there, or a link to one.
  static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  /// Replaces a file in one step, creating its folder.
  static func write(_ bytes: [UInt8], to path: String) throws(DatasetError) {
    do {
      let url = URL(fileURLWithPath: path)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(bytes).write(to: url, options: .atomic)
    } catch {
      throw DatasetError(refused: path, "cannot be written", error)
    }
  }

  /// Returns the size of a regular file, or of the one that a link leads to; nil where there is none.
  private static func regularFileSize(_ path: String) throws(DatasetError) -> Int? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw DatasetError(
        .malformed, path: path, problem: "this is not a regular file",
        advice: "Check the dataset's layout.")
    }
    return Int(status.st_size)
  }
}
