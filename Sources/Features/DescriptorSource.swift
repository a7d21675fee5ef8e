import DescriptorStore
import Files
import Foundation

/// A file of descriptors that the user names, and where the names of its rows are.
public struct DescriptorSource: Sendable, Equatable {
  /// The file: HDF5, `.npy` or `.mat`, and behind a "#" the matrix in it where one is named.
  public let path: String

  /// A text with one name a row, for files that hold none; nil to go by what the file holds.
  public let namesFile: String?

  /// What the names of the rows that count begin with; nil for all rows.
  public let prefix: String?

  /// Creates a source.
  ///
  /// - Parameters:
  ///   - path: the file, and behind a "#" the matrix in it where one is named.
  ///   - namesFile: a text with one name a row, for files that hold none.
  ///   - prefix: what the names of the rows that count begin with; nil for all rows.
  public init(_ path: String, namesFile: String? = nil, prefix: String? = nil) {
    self.path = path
    self.namesFile = namesFile
    self.prefix = prefix
  }

  /// The file, without the matrix in it.
  var file: String { DescriptorPath(path).file }

  /// The largest list of names that is read: enough for some ten million images.
  private static let namesLimit = 1 << 30

  /// Measures the file and reads its names.
  ///
  /// - Returns: the file, and the name of each row; nil where nothing names them.
  /// - Throws: `InputFileError` for a file that cannot be read or has no rows, and for names that
  ///   do not fit it.
  func measured() throws(InputFileError) -> (file: DescriptorImport, names: [String]?) {
    let file = try DescriptorImport(measuring: path)
    guard file.rows > 0, file.dimension > 0 else {
      throw InputFileError(
        path: file.label, problem: "it holds \(file.rows) × \(file.dimension) values",
        advice: "At least one descriptor of one dimension is needed.")
    }
    guard let namesFile else { return (file, file.names) }
    guard file.names == nil else {
      throw InputFileError(
        path: path, problem: "it names its images itself, and \(namesFile) is given too",
        advice: "Leave the list out.")
    }
    let names = try Self.names(from: namesFile)
    guard names.count == file.rows else {
      throw InputFileError(
        path: namesFile,
        problem: "it has \(names.count) lines, and \(path) has \(file.rows) descriptors",
        advice: names.count == file.dimension
          ? "It looks transposed: an image is a column of a .mat file, and a row of any other."
          : "Write the name of one image a line, in the order of the rows.")
    }
    return (file, names)
  }

  /// Returns the lines of a text; the last may end without a line break.
  private static func names(from path: String) throws(InputFileError) -> [String] {
    let data: Data
    do {
      let file = URL(filePath: path).resolvingSymlinksInPath().path
      let status = try FileManager.default.attributesOfItem(atPath: file)
      guard status[.type] as? FileAttributeType == .typeRegular,
        (status[.size] as? Int ?? 0) <= namesLimit
      else {
        throw InputFileError(
          path: path, problem: "it is not a regular file, or longer than \(namesLimit) bytes",
          advice: "Name a text with one name a line.")
      }
      data = try Data(contentsOf: URL(filePath: file))
    } catch let error as InputFileError {
      throw error
    } catch {
      throw InputFileError(
        path: path, problem: "it cannot be read: \(error.localizedDescription)",
        advice: "Name a text with one name a line.")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw InputFileError(
        path: path, problem: "it is not UTF-8 text", advice: "Save it as UTF-8.")
    }
    var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines.map { line in
      String(Substring(line.last == UInt8(ascii: "\r") ? line.dropLast() : line))
    }
  }
}
