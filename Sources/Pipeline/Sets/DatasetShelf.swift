package import Courses
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
  let experiment: ResolvedExperiment
  let context: RunContext

  private var retrievalSets: [WorldSet: (set: RetrievalSet, digest: String)] = [:]
  private var validationSets: [WorldSet: RetrievalSet] = [:]
  private var trainingSets: [WorldSet: TrainingSet] = [:]
  private var provided: Set<WorldSet> = []
  private var checkpoints: [Checkpoint: StoredWeights] = [:]

  /// What tells one reading of a file of weights from another.
  private struct Checkpoint: Hashable {
    let file: WeightsFileSettings
    let architecture: ArchitectureSettings
  }

  /// What the reader of a table must know of each set.
  var notes = DatasetNotes()

  /// The sets that were read so far, in order, with the digests of what they held.
  private(set) var digests: [(set: WorldSet, sha256: String)] = []

  init(_ experiment: ResolvedExperiment, _ context: RunContext) {
    self.experiment = experiment
    self.context = context
  }

  /// Returns an evaluation set; rendered first when it is one of the mini world that is not there.
  package func retrievalSet(_ set: WorldSet) async throws -> RetrievalSet {
    try await digestedSet(set).set
  }

  /// Returns the digest of what an evaluation set holds.
  func digest(ofRetrievalSet set: WorldSet) async throws -> String {
    try await digestedSet(set).digest
  }

  private func digestedSet(_ set: WorldSet) async throws -> (set: RetrievalSet, digest: String) {
    if let known = retrievalSets[set] { return known }
    try await provide(set)
    let dataset = set.dataset
    let read = try RetrievalDataset.read(set.folderName, root: context.dataRoot)
    for text in read.notes { note(text, on: set) }
    let found = try await RetrievalSet(
      read, distractors: dataset.presentDistractors(in: context.dataRoot),
      protocols: experiment.protocols(of: dataset),
      strata: experiment.strata(of: dataset).map { ($0, "\(context.dataRoot)/\(read.name)") },
      threads: context.threads, digests: context.digests)
    for text in experiment.notesOnLabels(of: found, dataset) { note(text, on: set) }
    let digested = (set: found, digest: found.digest)
    retrievalSets[set] = digested
    digests.append((set, digested.digest))
    return digested
  }

  /// Returns a set that networks are scored on while they are trained; rendered first when it is one of the
  /// mini world that is not there.
  ///
  /// Nothing that is kept rests on it, so its digest is not told.
  ///
  /// - Throws: `ValidationSetError` for a set without queries.
  func validationSet(_ set: WorldSet) async throws -> RetrievalSet {
    if let known = validationSets[set] { return known }
    try await provide(set)
    let read = try RetrievalDataset.read(set.folderName, root: context.dataRoot)
    guard let wanted = read.evaluationProtocols.first,
      read.task(wanted)?.groundTruth.queries.contains(where: {
        !$0.lists.relevance(in: wanted.validationSetting).positives.isEmpty
      }) == true
    else { throw ValidationSetError.hasNoQueries(set.dataset) }
    let found = try await RetrievalSet(
      read, protocols: [wanted], threads: context.threads, digests: context.digests)
    validationSets[set] = found
    return found
  }

  /// Returns a training set; rendered first when it is one of the mini world that is not there.
  package func trainingSet(_ set: WorldSet) async throws -> TrainingSet {
    if let known = trainingSets[set] { return known }
    try await provide(set)
    let labelled = try LabelledDataset.read(set.folderName, root: context.dataRoot)
    if !labelled.passedOver.isEmpty {
      context.observe(.notice("\(set.dataset): \(labelled.passedOver.notice)"))
    }
    let items = try await [ImageItem].hashing(
      labelled.images, threads: context.threads, digests: context.digests)
    let found = TrainingSet(labelled, items: items)
    trainingSets[set] = found
    digests.append((set, found.digest))
    return found
  }

  /// Returns the images that answer no query of a set.
  func distractors(of set: WorldSet) async throws -> [ImageItem] {
    if let known = retrievalSets[set]?.set { return known.distractors }
    return try await [ImageItem].hashing(
      set.dataset.presentDistractors(in: context.dataRoot), threads: context.threads,
      digests: context.digests)
  }

  /// Returns the images of a part of a set, those of a rendered one once it is there.
  func items(at place: ImageList.Place) async throws -> [ImageItem] {
    switch place.part {
    case .manifest: try await trainingSet(place.set).items
    case .images: try await retrievalSet(place.set).wholeImages
    case .queries: try await retrievalSet(place.set).queries
    case .distractors: try await distractors(of: place.set)
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
          .inconsistent, path: "\(context.dataRoot)/\(place.set.folderName)",
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
  func note(_ text: String, on set: WorldSet) {
    context.observe(.notice("warning: \(experiment.name(of: set)): \(text)"))
    notes.add(text, on: set)
  }

  /// Renders a set of the mini world unless it is there, and makes sure that it is what was rendered.
  ///
  /// The keys of what is made of the set follow from the settings of the world. So the digest of its
  /// files is kept when it is rendered, and compared whenever it is used.
  ///
  /// - Parameter set: any set; one that is not of the world is left alone.
  /// - Throws: `DatasetError` when the folder holds another world, or files that were changed;
  ///   `CacheError`.
  func provide(_ set: WorldSet) async throws {
    let set = set.plain
    guard let landmarks = set.dataset.landmarkSet, let world = set.world,
      provided.insert(set).inserted
    else { return }
    let stage = "render \(experiment.name(of: set))"
    let began = Stopwatch()
    try await WorldStage(context: context).provide(set, stage: stage)
    let took = began.read().seconds
    let folder = RetrievalLayout(root: context.dataRoot, name: set.folderName).folder
    let found = try RenderedFiles(in: folder, context.digests)
    let key = try DatasetWork(set: set, source: .rendered(landmarks, world)).key()
    // Who only looks compares with what there is, and keeps nothing.
    guard try !context.onlyLooks || context.record(of: key) != nil else { return }
    let rendered = try await context.artifact(
      key, fileExtension: RenderedFiles.fileExtension, stage: stage,
      read: { RenderedFiles(text: String(decoding: $0.bytes, as: UTF8.self)) },
      make: { MadeArtifact(Array(found.text.utf8), earlierSeconds: took) })
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

  /// Reads all files below a folder but hidden ones, and but the table of views, on which nothing that is
  /// made of the set rests.
  init(in folder: String, _ index: DigestIndex) throws {
    let root = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
    var digests: OrderedDictionary<String, String> = [:]
    for name in try Folder.visibleFiles(below: root).sorted()
    where name != RetrievalLayout.viewFileName {
      digests[name] = try index.sha256(ofFile: "\(root)/\(name)")
    }
    index.save()
    self.digests = digests
  }

  /// Reads what `text` holds.
  init(text: String) {
    let lines = text.utf8.split(separator: UInt8(ascii: "\n")).compactMap { line in
      line.firstIndex(of: UInt8(ascii: " ")).map { end in
        (
          String(decoding: line[end...].dropFirst(2), as: UTF8.self),
          String(decoding: line[..<end], as: UTF8.self)
        )
      }
    }
    digests = OrderedDictionary(lines, uniquingKeysWith: { first, _ in first })
  }

  /// One line a file, as `sha256sum` writes them.
  var text: String { digests.map { "\($0.value)  \($0.key)\n" }.joined() }

  /// Returns the name of the first file that differs, or is in one only; nil where all are the same.
  func firstDifference(from other: RenderedFiles) -> String? {
    let names = Set(digests.keys).union(other.digests.keys)
    return names.sorted().first { digests[$0] != other.digests[$0] }
  }
}
