/// Where and how a run was made.
public struct Provenance: Sendable, Hashable, Codable {
  /// The commit of the working tree, or nil outside of a repository.
  public let gitCommit: String?

  /// Whether the working tree differed from the commit, or nil outside of a repository.
  public let gitIsDirty: Bool?

  /// When the run ended, in ISO 8601 and UTC: "2026-11-29T07:00:00Z".
  public let date: String

  /// The spec file, as it is reached from the folder of results; nil for an experiment of no file.
  public let spec: String?

  /// The hash of everything in the spec that changes numbers, hexadecimal.
  public let specHash: String

  /// The versions of the libraries that compute, by name.
  public let libraries: [String: String]

  /// The processor's model name.
  public let processor: String

  /// The number of threads.
  public let threads: Int

  /// The seeds, as run.
  public let seeds: [UInt64]

  /// What each stage took.
  public let stages: [StageRecord]

  /// Creates a provenance.
  public init(
    gitCommit: String?, gitIsDirty: Bool?, date: String, spec: String? = nil, specHash: String,
    libraries: [String: String], processor: String, threads: Int, seeds: [UInt64],
    stages: [StageRecord]
  ) {
    self.gitCommit = gitCommit
    self.gitIsDirty = gitIsDirty
    self.date = date
    self.spec = spec
    self.specHash = specHash
    self.libraries = libraries
    self.processor = processor
    self.threads = threads
    self.seeds = seeds
    self.stages = stages
  }
}

/// What one stage of a run took.
public struct StageRecord: Sendable, Hashable, Codable {
  /// The stage, such as "train contrastive, seed 0".
  public let name: String

  /// The time from its beginning to its end, in seconds.
  public let seconds: Double

  /// The number of results that the cache held.
  public let cacheHits: Int

  /// The number of results that were computed.
  public let cacheMisses: Int

  /// Creates a record.
  public init(name: String, seconds: Double, cacheHits: Int, cacheMisses: Int) {
    self.name = name
    self.seconds = seconds
    self.cacheHits = cacheHits
    self.cacheMisses = cacheMisses
  }
}
