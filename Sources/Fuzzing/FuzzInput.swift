import Foundation

/// The bytes that a target reads, and a folder of its own to read them from.
struct FuzzInput {
  let bytes: [UInt8]

  /// A folder that nothing but this worker uses.
  let folder: String

  /// The folder of the package, whose specs and recipes others may name.
  let package: String

  /// Writes the bytes to a file of the folder.
  ///
  /// - Parameter name: the name, which some readers look at.
  /// - Returns: the path.
  /// - Throws: what the file system throws.
  func file(named name: String = "input") throws -> String {
    let path = "\(folder)/\(name)"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }
}
