import ArgumentParser
import SpecReading
import Specs

/// The seeds of a run; shared by the commands that run tables and tell of their runs.
struct SeedOptions: ParsableArguments {
  @Option(
    name: .customLong("seed"),
    help: "Run with this seed instead of the spec's, as <name>-seed-<seed>; may be repeated.")
  var seeds: [UInt64] = []

  func validate() throws {
    if let repeated = seeds.first(where: { seed in seeds.count { $0 == seed } > 1 }) {
      throw ValidationError("--seed \(repeated) is given twice.")
    }
  }

  /// Returns experiments under the seeds of the command line.
  func seeded(_ experiments: [ResolvedExperiment]) -> [ResolvedExperiment] {
    seeds.isEmpty ? experiments : experiments.map { $0.with(seeds: seeds) }
  }
}
