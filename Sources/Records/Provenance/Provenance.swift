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

  /// What each stage took, in this run or an earlier one.
  public let stages: [StageRecord]

  /// Where and how the artifacts behind the table were made, in this run or earlier ones.
  public let origins: [OriginRecord]

  /// Creates a provenance.
  public init(
    gitCommit: String?, gitIsDirty: Bool?, date: String, spec: String? = nil, specHash: String,
    libraries: [String: String], processor: String, threads: Int, seeds: [UInt64],
    stages: [StageRecord], origins: [OriginRecord] = []
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
    self.origins = origins
  }
}

/// What one stage of a table took, whenever it was executed: all shards of a list of images together.
public struct StageRecord: Sendable, Hashable, Codable {
  /// The stage, such as "train contrastive, seed 0".
  public let name: String

  /// The time that making its artifacts took, in seconds, also where they were in the cache.
  public package(set) var seconds: Double

  /// The time that processors worked, in seconds.
  public package(set) var processorSeconds: Double

  /// The number of artifacts that were in the cache.
  public package(set) var found: Int

  /// The number of artifacts that the run made.
  public package(set) var made: Int

  /// Creates a record.
  public init(name: String, seconds: Double, processorSeconds: Double, found: Int, made: Int) {
    self.name = name
    self.seconds = seconds
    self.processorSeconds = processorSeconds
    self.found = found
    self.made = made
  }
}

/// Where and how some artifacts were made.
public struct OriginRecord: Sendable, Hashable, Codable {
  /// What artifacts of one origin have in common.
  public struct Place: Sendable, Hashable, Codable {
    /// The program, such as "iir 0.1.0".
    public let madeBy: String

    /// The compiler that it was built with.
    public let compiler: String

    /// The processor's model name.
    public let processor: String

    /// The instruction sets that kernels choose by.
    public let instructionSets: [String]

    /// The number of threads.
    public let threads: Int

    /// The versions of the libraries that compute, by name.
    public let libraries: [String: String]

    /// Creates a place.
    package init(
      madeBy: String, compiler: String, processor: String, instructionSets: [String], threads: Int,
      libraries: [String: String]
    ) {
      self.madeBy = madeBy
      self.compiler = compiler
      self.processor = processor
      self.instructionSets = instructionSets
      self.threads = threads
      self.libraries = libraries
    }
  }

  /// Where and how they were made.
  public let place: Place

  /// The number of artifacts.
  public package(set) var artifacts: Int

  /// The time that making them took, in seconds.
  public package(set) var seconds: Double

  /// The time that processors worked, in seconds.
  public package(set) var processorSeconds: Double

  /// When the first of them was made, in ISO 8601 and UTC.
  public package(set) var firstDate: String

  /// When the last of them was made.
  public package(set) var lastDate: String

  /// Begins to count the artifacts of a place; the first was made at a date.
  package init(place: Place, date: String) {
    self.place = place
    (artifacts, seconds, processorSeconds) = (0, 0, 0)
    (firstDate, lastDate) = (date, date)
  }
}
