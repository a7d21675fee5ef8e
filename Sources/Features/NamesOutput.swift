import Arrays
import DescriptorStore
public import Files
import Foundation

/// The list of names beside descriptors in NumPy's format.
public enum NamesOutput {
  /// Returns whether a list of names may take the place of what is at its path.
  ///
  /// It may where nothing is there; where the descriptors beside it have as many rows as it has lines,
  /// as after an earlier extraction; and where it names nothing but images that are to be extracted,
  /// as after one that was killed.
  ///
  /// - Parameters:
  ///   - path: the list.
  ///   - output: the descriptors beside it.
  ///   - names: the names of the images that are to be extracted.
  /// - Returns: whether nothing is lost.
  /// - Throws: `InputFileError` for a file that cannot be read.
  public static func mayReplace(
    _ path: String, beside output: String, naming names: [String]
  ) throws(InputFileError) -> Bool {
    guard FileManager.default.fileExists(atPath: path) else { return true }
    let data: Data
    do {
      data = try Data(contentsOf: URL(filePath: path))
    } catch {
      throw InputFileError(
        path: path, problem: "it cannot be read: \(error.localizedDescription)",
        advice: "The names of the images are to stand there; name another output.")
    }
    var lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    let known = Set(names.map { Data($0.utf8) })
    if lines.allSatisfy({ known.contains(Data($0)) }) { return true }
    do throws(InputFileError) {
      return try DescriptorImport(measuring: output).rows == lines.count
    } catch {
      return false
    }
  }
}
