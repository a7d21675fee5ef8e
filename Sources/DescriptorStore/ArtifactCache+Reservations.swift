internal import Files
internal import Logging

/// Keeps artifacts from removal while a run makes and reads them; the end of the value, or of the process,
/// lets them go.
public struct ArtifactReservation: ~Copyable, Sendable {
  private let path: String
  private let lock: FileLock
  private let logger: Logger

  init(_ lock: consuming FileLock, at path: String, logger: Logger) {
    self.lock = lock
    self.path = path
    self.logger = logger
  }

  deinit {
    do throws(FileError) {
      try Folder.remove(path)
    } catch {
      // Without the lock it keeps nothing, and the next removal takes it away.
      logger.debug("A reservation that is over stays. \(error)")
    }
  }

  /// Lets the artifacts go now.
  public consuming func release() {}
}

/// What runs have reserved, the files `runs/<name>.run` with a digest a line, each locked by its run.
extension ArtifactCache {
  private var runFolder: String { "\(directory)/\(ReservedFolder.runs)" }

  /// Keeps artifacts from removal, whether they are there already or not.
  ///
  /// What is found in the cache from now on stays until the value ends. Without the reservation a run
  /// works too, and makes again what is removed under it.
  ///
  /// - Parameter keys: what the artifacts are made from.
  /// - Returns: what keeps them; nil where the cache cannot be written to.
  public func reserve(_ keys: [ArtifactKey]) -> ArtifactReservation? {
    let name = String(UInt64.random(in: .min ... .max), radix: 16)
    let path = "\(runFolder)/\(name).\(Self.reservationExtension)"
    let text = keys.map { $0.digest + "\n" }.joined()
    do throws(FileError) {
      try Folder.create(runFolder)
      let changes = try lockChanges()
      guard let lock = try FileLock.take(path, saying: Array(text.utf8)) else { return nil }
      changes.release()
      return ArtifactReservation(lock, at: path, logger: logger)
    } catch {
      let level: Logger.Level = error.isRefusalToWrite ? .debug : .warning
      logger.log(level: level, "What the run needs is not kept from removal. \(error)")
      return nil
    }
  }

  /// Looks whether a run that is going on has reserved an artifact; what killed runs left goes.
  ///
  /// - Parameters:
  ///   - digest: that of the artifact's key.
  ///   - known: what was read of reservations before, by their names.
  /// - Returns: whether it is to stay.
  /// - Throws: `FileError` when the reservations cannot be read.
  func isReserved(
    _ digest: String, _ known: inout [String: Set<String>]
  ) throws(FileError) -> Bool {
    for name in try Folder.names(in: runFolder) where Self.isReservation(name) {
      let path = "\(runFolder)/\(name)"
      if let lock = try FileLock.take(path) {
        try Folder.remove(path)
        lock.release()
        continue
      }
      if known[name] == nil {
        let bytes = try regularFile(at: path, limit: Self.sidecarLimit) ?? []
        let text = String(decoding: bytes, as: UTF8.self)
        known[name] = Set(text.split(separator: "\n").map(String.init))
      }
      if known[name]?.contains(digest) == true { return true }
    }
    return false
  }

  /// Whether a name is one of a reservation.
  static func isReservation(_ name: String) -> Bool { name.hasSuffix(".\(reservationExtension)") }

  private static var reservationExtension: String { "run" }
}
