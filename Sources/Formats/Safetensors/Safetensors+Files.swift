internal import Foundation

extension Safetensors {
  /// Reads a file.
  ///
  /// - Parameter path: a regular file, or a link to one.
  /// - Throws: `SafetensorsError` when it cannot be read or any rule of the format is broken.
  public init(reading path: String) throws(SafetensorsError) {
    let bytes: [UInt8]
    do {
      let file = URL(filePath: path).resolvingSymlinksInPath()
      let values = try file.resourceValues(forKeys: [.isRegularFileKey])
      guard values.isRegularFile == true else {
        throw SafetensorsError.unreadable(path: path, reason: "it is not a regular file")
      }
      bytes = Array(try Data(contentsOf: file))
    } catch let error as SafetensorsError {
      throw error
    } catch let error as CocoaError {
      let missing: Set<CocoaError.Code> = [.fileReadNoSuchFile, .fileNoSuchFile]
      throw .unreadable(
        path: path,
        reason: missing.contains(error.code)
          ? "there is no such file; check the path" : error.localizedDescription)
    } catch {
      throw .unreadable(path: path, reason: error.localizedDescription)
    }
    try self.init(decoding: bytes, path: path)
  }
}
