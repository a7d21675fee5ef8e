/// Where an entry stands in a cache.
struct EntryPlace: Hashable {
  let stage: String
  let digest: String
}

extension ArtifactKey {
  /// Where the artifact of this key stands.
  var place: EntryPlace { EntryPlace(stage: stage, digest: digest) }
}

/// The folders that a cache keeps beside those of the stages.
enum ReservedFolder {
  static let locks = "locks"
  static let quarantine = "quarantine"
  static let checkpoints = "checkpoints"
  static let pins = "pins"
  static let runs = "runs"

  /// Scripts and logs of jobs of Slurm.
  static let slurm = "slurm"

  static let all: Set<String> = [locks, quarantine, checkpoints, pins, runs, slurm]
}
