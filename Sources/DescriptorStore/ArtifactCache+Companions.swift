internal import Files
internal import JSON
internal import Logging

/// A file that is published with an artifact and tells how that came to be, such as the log of a training.
///
/// It lies beside the artifact under the same digest, `<digest>.<extension>`, and is no part of it: the
/// artifact's bytes, its key and its digest are the same with and without. It goes wherever its artifact
/// goes. Its digest stands in the provenance, so that earlier versions read the sidecar.
public struct ArtifactCompanion: Sendable, Equatable {
  /// The SHA-256 of its bytes, 64 hexadecimal digits.
  public let digest: String

  /// The number of its bytes.
  public let size: Int

  static let provenanceKey = "companions"

  init(of bytes: [UInt8]) {
    digest = Digest.sha256(of: bytes)
    size = bytes.count
  }

  init?(document: CanonicalJSON) {
    guard let members = document.members, let digest = members["sha256"]?.text,
      Digest.isDigest(digest), let size = members["size"]?.integer, size >= 0
    else { return nil }
    self.digest = digest
    self.size = size
  }

  var document: CanonicalJSON { ["sha256": .string(digest), "size": .integer(size)] }
}

extension ArtifactRecord {
  /// The files that were published with the artifact, by their extensions.
  public var companions: [String: ArtifactCompanion] {
    (provenance[ArtifactCompanion.provenanceKey]?.members ?? [:]).filter {
      Self.isExtension($0.key) && $0.key != fileExtension
    }.compactMapValues(ArtifactCompanion.init(document:))
  }

  /// Returns the name of a companion's file.
  func companionName(_ companion: String) -> String { "\(key.digest).\(companion)" }
}

extension ArtifactCache {
  /// Returns the bytes of a file that was published with an artifact, here or in the base.
  ///
  /// One that is damaged is reported, stays where it is and counts as absent: the artifact itself is
  /// whole without it.
  ///
  /// - Parameters:
  ///   - companion: the extension of the file, such as "csv".
  ///   - record: that of the artifact.
  /// - Returns: the verified content; nil where none was published or it is damaged.
  /// - Throws: `CacheError.cannotRead` when it is there but may not be read.
  public func companion(
    _ companion: String, of record: ArtifactRecord
  ) throws(CacheError) -> [UInt8]? {
    guard let expected = record.companions[companion] else { return nil }
    do throws(FileError) {
      if let bytes = try whole(expected, companion, of: record) { return bytes }
    } catch {
      throw CacheError.cannotRead(directory: directory, cause: error)
    }
    if let base { return try base.companion(companion, of: record) }
    logger.warning(
      """
      The file '\(record.companionName(companion))' beside a cache entry is damaged or missing. The \
      entry itself is whole.
      """)
    return nil
  }

  /// Returns the bytes of a companion, or nil when they are not those that were published.
  private func whole(
    _ expected: ArtifactCompanion, _ companion: String, of record: ArtifactRecord
  ) throws(FileError) -> [UInt8]? {
    let path = "\(folder(of: record.key.place))/\(record.companionName(companion))"
    guard let bytes = try regularFile(at: path, limit: expected.size),
      ArtifactCompanion(of: bytes) == expected
    else { return nil }
    return bytes
  }

  /// Returns the extensions of the companions of an artifact that are not as they were published.
  func damagedCompanions(of record: ArtifactRecord) throws(FileError) -> [String] {
    var damaged: [String] = []
    for (name, expected) in record.companions.sorted(by: { $0.key < $1.key }) {
      if try whole(expected, name, of: record) == nil { damaged.append(name) }
    }
    return damaged
  }
}
