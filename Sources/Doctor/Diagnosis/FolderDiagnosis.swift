internal import Files
internal import Foundation

/// Where a folder lies that commands use, and who says so.
public struct FolderPlace: Sendable, Hashable, Codable {
  /// What the folder is for: "data".
  public let name: String

  /// Its path, or nil for none.
  public let path: String?

  /// The option, the variable of the environment or the file that names it, or "default".
  public let source: String

  /// Creates a place.
  public init(name: String, path: String?, source: String) {
    self.name = name
    self.path = path
    self.source = source
  }
}

/// Whether one of the folders of a run can be used.
public struct FolderDiagnosis: Sendable, Hashable, Codable {
  /// The folder, as named.
  public let path: String

  /// Whether it is there; one that is not is made when it is needed.
  public let exists: Bool

  /// Whether files can be written into it, or into the folder it would be made in.
  public let isWritable: Bool

  /// Why files cannot be written into it, or nil when they can.
  public let problem: String?

  /// The free space of its disk, in bytes, or nil when the system does not say.
  public let freeBytes: Int?

  /// Creates a diagnosis.
  public init(
    path: String, exists: Bool, isWritable: Bool, problem: String? = nil, freeBytes: Int?
  ) {
    self.path = path
    self.exists = exists
    self.isWritable = isWritable
    self.problem = problem
    self.freeBytes = freeBytes
  }

  /// Looks at a folder, or at the nearest one above it that is there; leaves nothing behind.
  public init(lookingAt path: String) {
    do throws(FileError) {
      let nearest = try Folder.nearest(to: path)
      let freeBytes = Self.freeBytes(of: nearest)
      do throws(FileError) {
        try Folder.checkWritable(path)
        self.init(path: path, exists: nearest == path, isWritable: true, freeBytes: freeBytes)
      } catch {
        self.init(
          path: path, exists: nearest == path, isWritable: false, problem: error.explanation,
          freeBytes: freeBytes)
      }
    } catch {
      self.init(
        path: path, exists: false, isWritable: false, problem: error.explanation, freeBytes: nil)
    }
  }

  /// Returns the free space of a folder's disk, in bytes.
  private static func freeBytes(of folder: String) -> Int? {
    do {
      let attributes = try FileManager.default.attributesOfFileSystem(forPath: folder)
      return (attributes[.systemFreeSize] as? NSNumber)?.intValue
    } catch {
      // Reported as unknown; that alone keeps nobody from working.
      return nil
    }
  }
}
