import Datasets
import Evaluation
import Files
import JSON

/// A report on a dataset while it is being written.
struct VerificationDraft {
  private static let unknownRelease =
    "cannot be told: no checksums of the images are published; write original or face-blurred "
    + "into \(DatasetRelease.noteName) in the dataset's folder if you know"

  var layout: String?

  /// What is wrong with the lists.
  var structure: [String] = []

  /// What the note in the folder says.
  var release: DatasetRelease?

  private let place: RetrievalLayout
  private let isDecoded: Bool
  private let known: KnownDataset?
  private var protocols: [DatasetVerification.ProtocolSummary] = []
  private var excludedNames: [String] = []
  private var notes: [String] = []
  private var counts: [String] = []
  private var missing: [String] = []
  private var useless: [String] = []
  private var boxes: [String] = []
  private var passedOver = PassedOverPictures()
  private var imageCount = 0
  private var orientedCount = 0
  private var contentDigest: String?

  init(of place: RetrievalLayout, isDecoded: Bool) {
    self.place = place
    self.isDecoded = isDecoded
    known = KnownDataset.named(place.name)
  }

  /// Takes over what the lists say.
  mutating func add(_ inventory: DatasetInventory) {
    let dataset = inventory.dataset
    layout = inventory.layout.rawValue
    structure += inventory.problems.map { "\($0)" }
    addMissing(inventory.missing)
    passedOver = dataset.passedOver
    excludedNames = dataset.excludedNames
    notes += dataset.notes.map { "\($0)." }
    let tasks = dataset.evaluationProtocols.compactMap(dataset.task)
    protocols = tasks.map(Self.summary)
    if let known, let task = tasks.first { compare(task, with: known) }
    if let expected = known?.imageFileCount, let found = inventory.imageFileCount,
      expected != found, missing.isEmpty
    {
      notes.append("There are \(found) image files; as published there are \(expected).")
    }
  }

  /// Takes over the images that are not there.
  mutating func addMissing(_ images: [MissingImage]) { missing += images.map(\.description) }

  /// Takes over what was seen of the images.
  ///
  /// - Parameters:
  ///   - examined: what was seen of each file, by its path.
  ///   - listing: the images that are there, in the order of the content digest.
  ///   - queries: the queries, with their boxes.
  mutating func add(
    _ examined: [String: ImageExamination], listing: [ListedImage], queries: [ImageRecord]
  ) {
    imageCount += examined.values.count { $0.problem == nil }
    orientedCount += examined.values.count { $0.isTurned }
    useless += examined.values.sorted { $0.path < $1.path }.compactMap(\.problem)
    for query in queries {
      guard let size = examined[query.path]?.size,
        let problem = query.boxProblem(width: size.width, height: size.height),
        !boxes.contains(problem)
      else { continue }
      boxes.append(problem)
    }
    let lines = listing.compactMap { image in
      examined[image.path]?.digest.map {
        CanonicalJSON.array([.string(image.role.rawValue), .string(image.name), .string($0)])
      }
    }
    if lines.count == listing.count, missing.isEmpty {
      contentDigest = Digest.sha256(of: CanonicalJSON.array(lines).compact)
    }
  }

  /// Returns the finished report.
  func verification() -> DatasetVerification {
    let problems = [
      ("the lists", structure), ("counts", counts), ("missing images", missing),
      ("images of no use", useless), ("boxes", boxes),
    ].compactMap { DatasetVerification.ProblemGroup($0, $1) }
    let hasReleases = known?.hasReleases == true
    return DatasetVerification(
      name: place.name, folder: place.folder, layout: layout, protocols: protocols,
      imageCount: imageCount, passedOver: passedOver.isEmpty ? nil : passedOver.counts,
      orientedCount: orientedCount == 0 ? nil : orientedCount, isDecoded: isDecoded,
      contentDigest: contentDigest,
      release: release?.rawValue ?? (hasReleases ? Self.unknownRelease : nil),
      source: known?.source ?? (place.isDrawn ? place.howToGet : nil),
      excludedNames: excludedNames, notes: notes + imageNotes, problems: problems,
      isUsable: problems.isEmpty)
  }

  /// What the images call for a word about.
  private var imageNotes: [String] {
    var notes: [String] = []
    if !passedOver.isEmpty { notes.append(passedOver.notice) }
    if orientedCount > 0 {
      notes.append(
        "\(orientedCount) images state in EXIF that they are to be turned. They are read as stored, "
          + "as boxes count, unless a descriptor's orientation is apply.")
    }
    return notes
  }

  private mutating func compare(_ task: RetrievalTask, with known: KnownDataset) {
    for (what, found, expected) in [
      ("images in the database", task.database.count, known.databaseCount),
      ("queries", task.queries.count, known.queryCount),
    ] {
      guard let expected, found != expected else { continue }
      counts.append("\(found) \(what), where \(known.name) has \(expected)")
    }
  }

  private static func summary(_ task: RetrievalTask) -> DatasetVerification.ProtocolSummary {
    let truth = task.groundTruth
    var unanswerable: [String: Int] = [:]
    for setting in truth.evaluationProtocol.settings {
      let count = truth.queries.count { $0.lists.relevance(in: setting).positives.isEmpty }
      if count > 0 { unanswerable["\(setting)"] = count }
    }
    return DatasetVerification.ProtocolSummary(
      name: truth.evaluationProtocol.rawValue, databaseCount: task.database.count,
      queryCount: task.queries.count, unanswerable: unanswerable)
  }
}
