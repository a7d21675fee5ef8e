internal import Files
internal import Glibc
internal import Logging

extension ArtifactCache {
  /// Opens the cache that stands under another one.
  ///
  /// - Parameters:
  ///   - path: the folder of the base; nil for none.
  ///   - cache: the folder of the private cache.
  ///   - logger: gets one warning for each damaged entry.
  /// - Returns: a cache that is only looked into.
  /// - Throws: `CacheError.unusableBase` when it is no folder, `.baseIsCache` when both are one.
  static func base(
    at path: String?, under cache: String, logger: Logger
  ) throws(CacheError) -> ArtifactCache? {
    guard let path else { return nil }
    var isCache = false
    do throws(FileError) {
      guard try Folder.exists(path) else {
        throw FileError(operation: "use", path: path, cause: .missing)
      }
      if try Folder.exists(cache) {
        isCache = try Folder.realPath(of: path) == Folder.realPath(of: cache)
      }
    } catch {
      throw CacheError.unusableBase(directory: path, cause: error)
    }
    guard !isCache else { throw CacheError.baseIsCache(directory: cache, base: path) }
    return try ArtifactCache(directory: path, logger: logger, creating: false)
  }

  /// Returns the artifact of a key, or nil when there is none that is whole; writes nothing at all.
  func findAsBase(_ key: ArtifactKey) throws(CacheError) -> VerifiedArtifact? {
    do throws(FileError) {
      let state = try inspectTwice(key.place)
      if case .damaged(let reason) = state {
        report(key, "\(reason); it stays there, because it is in the base cache")
      }
      return state.artifact
    } catch {
      throw CacheError.cannotRead(directory: directory, cause: error)
    }
  }

  /// Returns what stands at a place, looked at again after a while when it seems damaged.
  ///
  /// So a writer's or a remover's work, which takes an instant, is not taken for damage where this
  /// cache may take no lock.
  func inspectTwice(_ place: EntryPlace) throws(FileError) -> EntryState {
    let state = try inspect(place)
    guard case .damaged = state else { return state }
    usleep(100_000)
    return try inspect(place)
  }
}
