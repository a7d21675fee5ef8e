import Extraction
import Images
import Scoring
import Specs

extension ExperimentRun {
  /// Returns how many images of a set state an orientation in EXIF that is not applied.
  ///
  /// Distractors, of which there may be a million, are not looked at, nor are sets that are rendered here.
  func orientedCount(in set: RetrievalSet, of dataset: DatasetName) async throws -> Int {
    let ignores = experiment.rows.contains {
      $0.hasDescriptors && $0.descriptor.orientation == .ignore
    }
    guard ignores, !dataset.isMini else { return 0 }
    let paths = Set((set.wholeImages + set.queries).map(\.path)).sorted()
    return try await ImageOrientation.countTurned(paths, threads: context.threads)
  }
}
