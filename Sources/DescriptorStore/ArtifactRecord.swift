import Files
public import JSON

/// What the cache notes beside an artifact: the content of its sidecar.
public struct ArtifactRecord: Sendable, Equatable {
  /// The version of the sidecar's layout.
  static let formatVersion = 1

  /// What the artifact was made from.
  public let key: ArtifactKey

  /// The kind of file, without a dot: "h5", "safetensors".
  public let fileExtension: String

  /// The SHA-256 of the artifact's bytes, 64 hexadecimal digits.
  public let digest: String

  /// The number of the artifact's bytes.
  public let size: Int

  /// How it was made: versions, host, seconds; never part of the key.
  public let provenance: [String: CanonicalJSON]

  /// The name of the artifact's file.
  var fileName: String { "\(key.digest).\(fileExtension)" }

  init(
    key: ArtifactKey, fileExtension: String, digest: String, size: Int,
    provenance: [String: CanonicalJSON]
  ) {
    self.key = key
    self.fileExtension = fileExtension
    self.digest = digest
    self.size = size
    self.provenance = provenance
  }

  /// Creates a record from a sidecar's content; nil when that is of another layout.
  init?(document: CanonicalJSON) {
    guard let members = document.members,
      Set(members.keys) == ["format", "extension", "key", "provenance", "sha256", "size"],
      members["format"] == .integer(Self.formatVersion),
      let fileExtension = members["extension"]?.text, Self.isExtension(fileExtension),
      let key = members["key"].flatMap(ArtifactKey.init(document:)),
      let digest = members["sha256"]?.text, Digest.isDigest(digest),
      let size = members["size"]?.integer, size >= 0,
      let provenance = members["provenance"]?.members
    else { return nil }
    self.init(
      key: key, fileExtension: fileExtension, digest: digest, size: size, provenance: provenance)
  }

  /// The sidecar's content.
  var document: CanonicalJSON {
    [
      "format": .integer(Self.formatVersion), "extension": .string(fileExtension),
      "key": key.document, "provenance": .object(provenance), "sha256": .string(digest),
      "size": .integer(size),
    ]
  }

  /// Whether a text can end an artifact's name; "json" is the sidecar's own.
  static func isExtension(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 16 && text != "json"
      && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
  }
}

/// An artifact whose bytes are those that were published.
public struct VerifiedArtifact: Sendable, Equatable {
  /// What the cache notes beside it.
  public let record: ArtifactRecord

  /// The file it was read from.
  public let path: String

  /// The whole content, read once and verified as it is here.
  public let bytes: [UInt8]
}
