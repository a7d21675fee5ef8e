import Foundation

extension FuzzTarget {
  /// Reads one input and says how that ended.
  ///
  /// - Parameters:
  ///   - input: the bytes of a file.
  ///   - package: the folder of the package.
  /// - Returns: "a value", or the error's type and message.
  /// - Throws: what the file system throws about the folder that it is read in.
  public func ending(of input: [UInt8], package: String) throws -> String {
    let folder = FileManager.default.temporaryDirectory.path + "/fuzz-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let file = FuzzInput(bytes: input, folder: folder, package: package)
    let outcome = Result { try read(file) }
    try FileManager.default.removeItem(atPath: folder)
    switch outcome {
    case .success: return "a value"
    case .failure(let error): return "\(type(of: error)): \(error)"
    }
  }
}
