import Arrays
import Benchmarks
import Clusters
import Courses
import Datasets
import DescriptorStore
import Evaluation
import Failures
import Files
import Formats
import Fuzzing
import Images
import Inspection
import JSON
import Kernels
import Networks
import Parts
import Pipeline
import Projects
import Records
import Reporting
import Reproduction
import Retrieval
import Specs
import Training

/// One failure of every type of the package, and of every kind that a type can be of.
enum FailureExamples {
  static let all: [(failure: any Failure, kind: FailureKind)] =
    inputs + firstImages + stages + validation + caches + parts + clusters + spoken

  private static let full = FileError(operation: "write", path: "/d/x", cause: .noSpace)

  private static let mistake = JSONDiagnostic(
    position: SourcePosition(file: "a.json", line: 2, column: 3), pointer: "/model/depth",
    message: "51 is unknown", accepted: ["18", "50"], suggestion: "50")

  private static let inputs: [(any Failure, FailureKind)] = [
    (FileError(operation: "open", path: "/d/x", cause: .missing), .missingInput),
    (InputFileError(path: "q.h5", problem: "it has no rows", advice: "Extract it."), .damagedInput),
    (mistake, .damagedInput),
    (EvaluationError.repeatedName(role: "query", name: "q1"), .damagedInput),
    (ImageError.tooLarge(path: "a.png", detail: "it has 3 GB"), .damagedInput),
    (CheckpointError(.damaged, path: "w.pth", "it holds NaN."), .damagedInput),
    (PickleError(.malformed, at: 12, "an opcode is unknown."), .damagedInput),
    (
      NetworkWeightsError(missing: ["fc.bias"], unexpected: [], misshapen: []), .damagedInput
    ),
    (
      DatasetError(.missing, path: "D", problem: "it is not there", advice: "Make it."),
      .missingInput
    ),
    (
      DatasetError(
        .malformed, path: "D.csv", location: .line(4), problem: "no path", advice: "Give one."),
      .damagedInput
    ),
    (NameMatch.Conflict.alike("a/x.jpg", "b/x.jpg"), .damagedInput),
    (
      RecordError(
        path: "r.json", place: .init(line: 2, column: 1), reason: "no rows", advice: "run again"),
      .damagedInput
    ),
  ]

  private static let firstImages: [(any Failure, FailureKind)] = [
    (UnknownQuery(name: "q9", dataset: "mini-oxford", known: ["q1", "q2"]), .usage),
    (UnknownQuery(name: "zebra", dataset: "mini-oxford", known: ["q1", "q2"]), .usage),
    (MissingRanking(row: "net", dataset: "D", command: "iir run a.json"), .nothingToCompare),
    (
      MissingRanking(row: "net", dataset: "D", command: "iir run a.json", isBlocked: true),
      .missingInput
    ),
  ]

  private static let validation: [(any Failure, FailureKind)] = [
    (ValidationSetError.evaluates(.roxford5k), .usage),
    (ValidationSetError.isReported(.holidays), .usage),
    (ValidationSetError.hasNoQueries(.miniScenes), .usage),
    (
      ValidationSetError.sharesImages(.ukbench, with: "holidays", count: 3, isLearnt: false), .usage
    ),
    (ValidationSetError.isMissing(model: "net", trainedOn: .ukbench), .usage),
  ]

  private static let stages: [(any Failure, FailureKind)] = [
    (KernelError(operation: "compile a convolution", reason: "not enough memory"), .stageFailed),
    (EigenError.notConverged(size: 8), .stageFailed),
    (RetrievalError.notFinite(role: .query, row: 2), .stageFailed),
    (
      WhiteningError(row: "net/gem", source: .roxford5k, cause: .noVariance), .stageFailed
    ),
    (ImageEncodingError(format: "PNG", width: 2, height: 3, reason: "no memory"), .stageFailed),
    (TrainerStateError.otherRule(expected: "sgd", found: "adam"), .stageFailed),
    (SamplingError.tooFewItems(found: 3, batchSize: 8), .stageFailed),
    (SamplingError.tooFewNegatives(found: 3, negatives: 5), .stageFailed),
    (TrainingError.diverged(step: 40, learningRate: 0.5), .stageFailed),
    (TrainingCheckpointError(path: "c", reason: "It is of another key."), .stageFailed),
    (BenchmarkError(action: "read VmHWM", reason: "there is no such number"), .stageFailed),
    (PeerError(peer: "faiss", reason: "its answer holds no time"), .stageFailed),
    (FuzzError("png", "it has no files", advice: "Is that the folder?"), .stageFailed),
  ]

  private static let caches: [(any Failure, FailureKind)] = [
    (full, .cacheOrDisk),
    (HDF5Error(operation: "read", path: "d.h5#names", reason: "there are 2"), .cacheOrDisk),
    (
      DatasetError(.inputOutput, path: "D", problem: "it is full", advice: "Free some."),
      .cacheOrDisk
    ),
    (CacheError.unusable(directory: "C", cause: full), .cacheOrDisk),
    (CacheError.unusableBase(directory: "C", cause: full), .cacheOrDisk),
    (CacheError.cannotStore(directory: "C", cause: full), .cacheOrDisk),
    (CacheError.cannotRead(directory: "C", cause: full), .cacheOrDisk),
    (CacheError.baseIsCache(directory: "C", base: "D"), .usage),
    (CacheError.lost(stage: "scores", digest: "0f", reason: "expected an array"), .cacheOrDisk),
    (CacheError.busy(stage: "training", lock: "C/l"), .busy),
    (CacheError.cancelled(stage: "training", lock: "C/l"), .interrupted),
  ]

  private static let parts: [(any Failure, FailureKind)] = [
    (PartError("PMI_RANK", "PMI_RANK=1 says part 2", advice: "Unset it."), .usage),
    (UnknownStepError.none("0f0f"), .usage),
    (UnknownStepError.several("0f0f", ["weights \"net\"", "weights \"other\""]), .usage),
    (UnknownStepError.wave(9, count: 5), .usage),
    (UnknownStepError.blocked("0f0f", step: "read net"), .missingInput),
    (UnreadyStepsError("score net", count: 1, lacking: ["ranking \"net\""]), .stageFailed),
    (
      UnreadyStepsError("score net", count: 3, lacking: (1...12).map { "ranking \"net\($0)\"" }),
      .stageFailed
    ),
  ]

  private static let clusters: [(any Failure, FailureKind)] = [
    (ClusterError.refused(command: "sbatch", code: 1, reason: "no such partition"), .stageFailed),
    (ClusterError.refused(command: "sbatch", code: 127, reason: "not found"), .stageFailed),
    (ClusterError.unexpected(command: "squeue", output: "12"), .stageFailed),
    (ClusterError.unreadable(path: "s.json", reason: "it is empty"), .cacheOrDisk),
    (
      ClusterStepsFailed(
        [.init(name: "weights \"net\" (0f0f)", log: nil)], waiting: 0, attempts: 1),
      .stageFailed
    ),
    (
      ClusterStepsFailed(
        (1...12).map { .init(name: "weights \"net\($0)\" (0f0f)", log: "a.log") }, waiting: 2,
        attempts: 3), .stageFailed
    ),
  ]

  private static let spoken: [(any Failure, FailureKind)] = [
    (SpecError(diagnostics: [mistake]), .usage),
    (ResultConflict(path: "R/a.json", owner: .spec("b.json"), spec: "a.json"), .usage),
    (ProjectConflict(folder: "mine", paths: ["iir.json"]), .usage),
    (
      UnusableFolder(
        choice: FolderChoice(folder: .data, path: "~/d", source: "IIR_DATA"),
        reason: "no shell has replaced the ~"), .usage
    ),
    (SeedStudyError(table: "table1", row: "net/gem", seeds: 2), .usage),
    (
      AcceptanceRefusal(table: "table1", reason: "its settings changed", advice: "run it again"),
      .usage
    ),
    (
      ComparisonRefusal.choice("a.csv", "it has 2 rows: x, y", advice: "Name one: a.csv#ROW."),
      .usage
    ),
    (
      ComparisonRefusal.nothing(
        "a.run", "b.run", "they have no query in common", advice: "Are they of one set?"),
      .nothingToCompare
    ),
  ]
}
