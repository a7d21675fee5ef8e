internal import Files
internal import Glibc
internal import JSON

/// A note that keeps an entry from removal, the file `pins/<digest>`.
public struct CachePin: Sendable, Equatable {
  /// The digest of the entry's key.
  public let digest: String

  /// The key; nil when the file does not name it, and yet it keeps the entry.
  public let key: ArtifactKey?
}

extension ArtifactCache {
  private var pinFolder: String { "\(directory)/\(ReservedFolder.pins)" }

  /// Keeps an entry from removal, whether it is there already or not; twice is no error.
  ///
  /// - Parameter key: that of the entry.
  /// - Throws: `CacheError.cannotStore` when the pin cannot be written.
  public func pin(_ key: ArtifactKey) throws(CacheError) {
    do throws(FileError) {
      try Folder.create(pinFolder)
      let changes = try lockChanges()
      try AtomicFile.write(key.document.pretty, to: "\(pinFolder)/\(key.digest)")
      changes.release()
    } catch {
      throw CacheError.cannotStore(directory: directory, cause: error)
    }
  }

  /// Lets an entry be removed again; one that is not pinned is no error.
  ///
  /// - Parameter key: that of the entry.
  /// - Throws: `CacheError.cannotStore` when the pin cannot be taken away.
  public func unpin(_ key: ArtifactKey) throws(CacheError) {
    do throws(FileError) {
      try Folder.remove("\(pinFolder)/\(key.digest)")
    } catch {
      throw CacheError.cannotStore(directory: directory, cause: error)
    }
  }

  /// Returns what is kept from removal, in the order of the digests.
  ///
  /// - Returns: one pin an entry, also of entries that are not there.
  /// - Throws: `CacheError.cannotRead` when the pins may not be read.
  public func pins() throws(CacheError) -> [CachePin] {
    do throws(FileError) {
      var pins: [CachePin] = []
      for digest in try pinnedDigests() {
        pins.append(CachePin(digest: digest, key: try pinnedKey(digest)))
      }
      return pins
    } catch {
      throw CacheError.cannotRead(directory: directory, cause: error)
    }
  }

  /// Returns the digests that are pinned, in order.
  func pinnedDigests() throws(FileError) -> [String] {
    try Folder.names(in: pinFolder).filter(Digest.isDigest)
  }

  /// Returns whether a digest is pinned.
  func isPinned(_ digest: String) throws(FileError) -> Bool {
    try FileKind(at: "\(pinFolder)/\(digest)") != .missing
  }

  private func pinnedKey(_ digest: String) throws(FileError) -> ArtifactKey? {
    guard let bytes = try regularFile(at: "\(pinFolder)/\(digest)", limit: Self.sidecarLimit)
    else { return nil }
    do throws(JSONDiagnostic) {
      let key = ArtifactKey(document: try CanonicalJSON(parsing: bytes))
      return key?.digest == digest ? key : nil
    } catch {
      return nil
    }
  }
}
