import Datasets
import DescriptorStore
import Evaluation
import Extraction
import Files
import Foundation
import JSON
import Landmarks
import OrderedCollections
package import Scoring
package import Specs
import Steps

/// The sets and the files of weights of an experiment, each read once.
///
/// Confined to the task of the run.
package final class DatasetShelf {
  private let experiment: ResolvedExperiment
  private let context: RunContext

  private var retrievalSets: [DatasetName: RetrievalSet] = [:]
  private var trainingSets: [DatasetName: TrainingSet] = [:]
  private var provided: Set<DatasetName> = []
  private var checkpoints: [Checkpoint: StoredWeights] = [:]

  /// What tells one reading of a file of weights from another.
  private struct Checkpoint: Hashable {
    let file: WeightsFileSettings
    let architecture: ArchitectureSettings
  }

  /// What the reader of a table must know of each set.
  var notes = DatasetNotes()

  /// The sets that were read so far, in order, with the digests of what they held.
  private(set) var digests: [(dataset: DatasetName, sha256: String)] = []

  init(_ experiment: ResolvedExperiment, _ context: RunContext) {
    self.experiment = experiment
    self.context = context
  }

  /// Returns an evaluation set; rendered first when it is one of the mini world that is not there.
  package func retrievalSet(_ dataset: DatasetName) async throws -> RetrievalSet {
    if let known = retrievalSets[dataset] { return known }
    try await provide(dataset)
    let read = try RetrievalDataset.read(dataset.setName, root: context.dataRoot)
    for text in read.notes { note(text, on: dataset) }
    let set = try await RetrievalSet(
      read, distractors: dataset.presentDistractors(in: context.dataRoot),
      protocols: experiment.protocols(of: dataset),
      strata: experiment.strata(of: dataset).map { ($0, "\(context.dataRoot)/\(read.name)") },
      threads: context.threads, digests: context.digests)
    for text in experiment.notesOnLabels(of: set, dataset) { note(text, on: dataset) }
    retrievalSets[dataset] = set
    digests.append((dataset, set.digest))
    return set
  }

  /// Returns a training set; rendered first when it is one of the mini world that is not there.
  package func trainingSet(_ dataset: DatasetName) async throws -> TrainingSet {
    if let known = trainingSets[dataset] { return known }
    try await provide(dataset)
    let labelled = try LabelledDataset.read(dataset.rawValue, root: context.dataRoot)
    if !labelled.passedOver.isEmpty {
      context.observe(.notice("\(dataset.rawValue): \(labelled.passedOver.notice)"))
    }
    let items = try await [ImageItem].hashing(
      labelled.images, threads: context.threads, digests: context.digests)
    let set = TrainingSet(labelled, items: items)
    trainingSets[dataset] = set
    digests.append((dataset, set.digest))
    return set
  }

  /// Returns the images that answer no query of a set.
  func distractors(of dataset: DatasetName) async throws -> [ImageItem] {
    if let known = retrievalSets[dataset] { return known.distractors }
    return try await [ImageItem].hashing(
      dataset.presentDistractors(in: context.dataRoot), threads: context.threads,
      digests: context.digests)
  }

  /// Returns the images of a part of a set, those of a rendered one once it is there.
  func items(at place: ImageList.Place) async throws -> [ImageItem] {
    switch place.part {
    case .manifest: try await trainingSet(place.dataset).items
    case .images: try await retrievalSet(place.dataset).wholeImages
    case .queries: try await retrievalSet(place.dataset).queries
    case .distractors: try await distractors(of: place.dataset)
    }
  }

  /// Returns the images of a list.
  ///
  /// - Throws: `DatasetError` when a set that was rendered has other images than its plan says.
  func items(of list: ImageList) async throws -> (all: [ImageItem], different: [ImageItem]) {
    switch list.content {
    case .files(let items, let different): return (items, different)
    case .missing(let place):
      preconditionFailure("expected the images of \(place.dataset) to be there")
    case .rendered(let place, _):
      let read = ImageList(files: try await items(at: place), label: list.label)
      guard case .files(let items, let different) = read.content, read.count == list.count else {
        throw DatasetError(
          .inconsistent, path: "\(context.dataRoot)/\(place.dataset.setName)",
          problem: "it has \(read.count) different \(place.part.rawValue) and not the "
            + "\(list.count) that are rendered",
          advice: "Move the folder away, and run the command again to render it anew.")
      }
      return (items, different)
    }
  }

  /// Returns a file of weights for a network.
  ///
  /// - Throws: `FileError` for a file that cannot be read, `CheckpointError` for one that does not hold
  ///   exactly this network.
  func checkpoint(
    _ file: WeightsFileSettings, for architecture: ArchitectureSettings
  ) throws -> StoredWeights {
    let name = Checkpoint(file: file, architecture: architecture)
    if let known = checkpoints[name] { return known }
    let stored = try StoredWeights(
      architecture: architecture, checkpoint: context.weightsPath(file), below: file.prefix,
      digests: context.digests)
    checkpoints[name] = stored
    return stored
  }

  /// Takes down what the reader of a table must know of a set, and tells it at once.
  func note(_ text: String, on dataset: DatasetName) {
    context.observe(.notice("warning: \(dataset.rawValue): \(text)"))
    notes.add(text, on: dataset)
  }

  /// Renders a set of the mini world unless it is there, and makes sure that it is what was rendered.
  ///
  /// The keys of what is made of the set follow from the settings of the world. So the digest of its
  /// files is kept when it is rendered, and compared whenever it is used.
  ///
  /// - Parameter dataset: any set; one that is not of the world is left alone.
  /// - Throws: `DatasetError` when the folder holds another world, or files that were changed;
  ///   `CacheError`.
  func provide(_ dataset: DatasetName) async throws {
    guard let set = dataset.landmarkSet, provided.insert(dataset.plain).inserted else { return }
    let began = Stopwatch()
    try await WorldStage(context: context, settings: experiment.world).provide(dataset)
    let took = began.read().seconds
    let folder = RetrievalLayout(root: context.dataRoot, name: set.name).folder
    let found = try RenderedFiles(in: folder, context.digests)
    let key = try DatasetWork(
      dataset: dataset.plain, source: .rendered(set, experiment.world)
    ).key()
    // Who only looks compares with what there is, and keeps nothing.
    guard try !context.onlyLooks || context.cache.record(of: key) != nil else { return }
    let made = try await context.artifact(
      key, fileExtension: RenderedFiles.fileExtension, stage: "render \(set.name)"
    ) { MadeArtifact(Array(found.text.utf8), earlierSeconds: took) }
    let rendered = RenderedFiles(text: String(decoding: made.bytes, as: UTF8.self))
    guard let name = found.firstDifference(from: rendered) else { return }
    throw DatasetError(
      .inconsistent, path: "\(folder)/\(name)",
      problem: found.digests[name] == nil
        ? "it was rendered, and is not there any more"
        : rendered.digests[name] == nil
          ? "it is not among what is rendered" : "it is not as it was rendered",
      advice:
        "Move '\(folder)' away, and run the command again to render it anew; changed pictures "
        + "are a set of your own, in a folder of another name.")
  }
}

/// The files of a set that is rendered, by name, with their SHA-256.
private struct RenderedFiles {
  /// The kind of file that the cache keeps of it.
  static let fileExtension = "sha256"

  let digests: OrderedDictionary<String, String>

  /// Reads all files below a folder but hidden ones.
  init(in folder: String, _ index: DigestIndex) throws {
    let root = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
    var digests: OrderedDictionary<String, String> = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: root).sorted() {
      let path = "\(root)/\(name)"
      let isHidden = name.split(separator: "/").contains { $0.hasPrefix(".") }
      guard !isHidden, try FileKind(at: path) == .regular else { continue }
      digests[name] = try index.sha256(ofFile: path)
    }
    index.save()
    self.digests = digests
  }

  /// Reads what `text` holds.
  init(text: String) {
    let lines = text.split(separator: "\n").map { $0.split(separator: " ", maxSplits: 1) }
    digests = OrderedDictionary(
      lines.compactMap { $0.count == 2 ? (String($0[1].dropFirst()), String($0[0])) : nil },
      uniquingKeysWith: { first, _ in first })
  }

  /// One line a file, as `sha256sum` writes them.
  var text: String { digests.map { "\($0.value)  \($0.key)\n" }.joined() }

  /// Returns the name of the first file that differs, or is in one only; nil where all are the same.
  func firstDifference(from other: RenderedFiles) -> String? {
    let names = Set(digests.keys).union(other.digests.keys)
    return names.sorted().first { digests[$0] != other.digests[$0] }
  }
}
