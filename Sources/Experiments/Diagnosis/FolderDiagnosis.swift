internal import Foundation

/// Whether one of the folders of a run can be used.
public struct FolderDiagnosis: Sendable, Hashable, Codable {
  /// The folder, as named.
  public let path: String

  /// Whether it is there; one that is not is made when it is needed.
  public let exists: Bool

  /// Whether files can be written into it, or into the folder it would be made in.
  public let isWritable: Bool

  /// The free space of its disk, in bytes, or nil when the system does not say.
  public let freeBytes: Int?

  /// Creates a diagnosis.
  public init(path: String, exists: Bool, isWritable: Bool, freeBytes: Int?) {
    self.path = path
    self.exists = exists
    self.isWritable = isWritable
    self.freeBytes = freeBytes
  }

  /// Looks at a folder, or at the nearest one above it that is there; writes nothing.
  public init(lookingAt path: String) {
    let manager = FileManager.default
    var nearest = URL(filePath: path).standardizedFileURL
    while !manager.fileExists(atPath: nearest.path), nearest.path != "/" {
      nearest.deleteLastPathComponent()
    }
    var isFolder: ObjCBool = false
    let isThere = unsafe manager.fileExists(atPath: nearest.path, isDirectory: &isFolder)
    let space: Int?
    do {
      let attributes = try manager.attributesOfFileSystem(forPath: nearest.path)
      space = (attributes[.systemFreeSize] as? NSNumber)?.intValue
    } catch {
      // Reported as unknown; that alone keeps nobody from working.
      space = nil
    }
    self.init(
      path: path, exists: isFolder.boolValue && manager.fileExists(atPath: path),
      isWritable: isThere && isFolder.boolValue && manager.isWritableFile(atPath: nearest.path),
      freeBytes: space)
  }
}
