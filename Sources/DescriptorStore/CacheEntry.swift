/// One artifact of a cache, as a list of them shows it.
public struct CacheEntry: Sendable, Equatable {
  /// What its sidecar says: the key, size and digest of the artifact, and how it was made.
  public let record: ArtifactRecord

  /// The bytes of the artifact, its companions and its sidecar.
  public let bytes: Int

  /// Seconds since 1970 when it was stored.
  public let made: Int

  /// Seconds since 1970 when it was last found, a day late at most; never before `made`.
  ///
  /// Where the cache cannot be written to, that is not noted.
  public let lastUsed: Int

  /// Whether it is kept from removal.
  public let isPinned: Bool
}

/// A number of files and their bytes.
public struct FileTotal: Sendable, Equatable {
  /// The number of files.
  public private(set) var files = 0

  /// The sum of their sizes.
  public private(set) var bytes = 0

  /// Creates a total.
  ///
  /// - Parameters:
  ///   - files: the number of files.
  ///   - bytes: the sum of their sizes.
  public init(files: Int = 0, bytes: Int = 0) {
    (self.files, self.bytes) = (files, bytes)
  }

  /// Counts one more file.
  mutating func add(bytes: Int) {
    files += 1
    self.bytes += bytes
  }
}

/// What takes space in a cache.
public struct CacheUsage: Sendable, Equatable {
  /// Everything in the folders of the stages: artifacts and sidecars.
  public var artifacts = FileTotal()

  /// Damaged files that were set aside.
  public var quarantine = FileTotal()

  /// What is kept of trainings in progress.
  public var checkpoints = FileTotal()

  /// The files by which runs keep out of each other's way.
  public var locks = FileTotal()
}
