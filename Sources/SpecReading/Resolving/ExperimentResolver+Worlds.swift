import JSON
import Specs

extension ExperimentResolver {
  /// Notes what would compare rows of different worlds: their queries are others, so that a difference
  /// says nothing of the rows.
  func checkWorlds(of experiment: ResolvedExperiment) {
    for claim in experiment.claimsAcrossWorlds {
      log.add(
        root.member("claims") ?? root,
        "the claim \"\(claim.name)\" compares \(claim.better) with \(claim.worse), which show different "
          + "worlds and so have different queries; compare rows of one world")
    }
    if experiment.purpose == .selection, experiment.worlds.count > 1 {
      log.add(
        root.member("matrix") ?? root,
        "a selection chooses settings, and the world is none; give all rows one world")
    }
  }
}
