import ArgumentParser
import Features

/// The positives that rankings of the user's are scored by.
struct GroundTruthOptions: ParsableArguments {
  @Option(help: "A file gnd_*.pkl, a folder of classic text files, or a file *.qrels of TREC.")
  var groundTruth: PathArgument?

  @Option(help: "A table of images with their instances, CSV.")
  var manifest: PathArgument?

  @Option(
    help: "The rows of the manifest that count, each query and database: those of this split.")
  var split: String?

  /// Refuses two sources, a split of none, and none where one is needed.
  func check(isNeeded: Bool) throws {
    guard groundTruth == nil || manifest == nil, !isNeeded || groundTruth != nil || manifest != nil
    else { throw ValidationError("Give either --ground-truth or --manifest.") }
    guard split == nil || manifest != nil else {
      throw ValidationError("--split chooses rows of a --manifest.")
    }
  }

  /// Where the positives are read; nil where none are given.
  var source: GroundTruthSource? {
    manifest.map { .manifest($0.path, split: split) } ?? groundTruth.map { .groundTruth($0.path) }
  }
}
