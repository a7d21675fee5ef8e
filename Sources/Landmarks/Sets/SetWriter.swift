public import Datasets
import Evaluation
import Foundation
import Scenes

/// Writes finished sets in the layouts that the readers of real datasets read.
///
/// A set for training is `<root>/<set>/manifest.csv` and `<root>/<set>/jpg/*.jpg`, with the columns
/// `path`, `instance`, `category`, `function` and `type`. A set with queries is
/// `<root>/<set>/jpg/*.jpg`, `<root>/<set>/gnd_<set>.pkl` for the revisited protocol, in which queries
/// are not in the database, `<root>/<set>/groundtruth/*.txt` for the classic one, in which they are,
/// and `<root>/<set>/labels.csv` with the columns of a manifest. All have a `views.csv` with the numbers
/// of `ViewFacts`, and a `world.json` that says what they were made from.
public struct SetWriter: Sendable {
  private let world: MiniWorld
  private let root: String
  private let folderName: String

  /// Creates a writer.
  ///
  /// - Parameters:
  ///   - world: the world the pictures are of.
  ///   - root: the folder of all datasets.
  ///   - folderName: the name of the folder of the set, which is its own name or begins with that and "@".
  public init(world: MiniWorld, root: String, folderName: String) {
    self.world = world
    self.root = root
    self.folderName = folderName
  }

  /// Writes a set into a folder beside its place and then moves it there in one step.
  ///
  /// - Parameters:
  ///   - set: the set.
  ///   - photographs: all its pictures in the order of the blueprint.
  /// - Throws: `DatasetError` when a file cannot be written. The folder of an older set is replaced
  ///   only when everything is written.
  public func write(
    _ set: LandmarkSet, _ photographs: [CompressedPhotograph]
  ) throws(DatasetError) {
    let staging = "\(root)/\(stagingPrefix)\(UUID().uuidString)"
    let outcome = Result { () throws(DatasetError) in
      try write(set, photographs, staging: staging)
    }
    try attempt("cannot be removed", staging) {
      guard FileManager.default.fileExists(atPath: staging) else { return }
      try FileManager.default.removeItem(atPath: staging)
    }
    try outcome.get()
  }

  /// Writes the table of what is known of each picture into the folder of a set that is there.
  ///
  /// Nothing that is computed of the set rests on it: it lies beside the set for whoever asks how results
  /// depend on how pictures were taken.
  ///
  /// - Parameter pictures: the name and the numbers of each picture, in the order of the blueprint.
  /// - Throws: `DatasetError` when the file cannot be written.
  public func writeViews(_ pictures: [(name: String, facts: ViewFacts)]) throws(DatasetError) {
    try Self.writeViews(pictures, to: RetrievalLayout(root: root, name: folderName).viewFile)
  }

  private static func writeViews(
    _ pictures: [(name: String, facts: ViewFacts)], to path: String
  ) throws(DatasetError) {
    try LabelTable.write(
      ViewFacts.columns,
      of: pictures.map { (image: "jpg/\($0.name).jpg", labels: $0.facts.fields) },
      to: path)
  }

  /// Removes what killed writers of the folder left beside its place; nobody else may be writing it.
  ///
  /// - Throws: `DatasetError` when something cannot be removed.
  public func removeRemains() throws(DatasetError) {
    try attempt("cannot be tidied", root) {
      for name in try FileManager.default.contentsOfDirectory(atPath: root)
      where name.hasPrefix(stagingPrefix) {
        try FileManager.default.removeItem(atPath: "\(root)/\(name)")
      }
    }
  }

  private var stagingPrefix: String { ".\(folderName).part-" }

  private func write(
    _ set: LandmarkSet, _ photographs: [CompressedPhotograph], staging: String
  ) throws(DatasetError) {
    let layout = RetrievalLayout(root: staging, name: folderName)
    try attempt("cannot be created", layout.imageFolder) {
      try FileManager.default.createDirectory(
        atPath: layout.imageFolder, withIntermediateDirectories: true)
    }
    for photograph in photographs {
      let path = layout.imagePath(photograph.name)
      try attempt("cannot be written", path) {
        try Data(photograph.bytes).write(to: URL(fileURLWithPath: path))
      }
    }
    if set.kind == .city { try writeGroundTruth(set, photographs, layout: layout) }
    try Manifest.write(
      photographs.map { Self.record($0) },
      to: "\(layout.folder)/\(set.kind == .city ? "labels" : "manifest").csv")
    try Self.writeViews(photographs.map { ($0.name, $0.facts) }, to: layout.viewFile)
    try SetDescription(of: set, in: world, imageCount: photographs.count).write(to: layout.folder)
    try publish(layout.folder, as: RetrievalLayout(root: root, name: folderName).folder)
  }

  /// Returns the line of a manifest.
  private static func record(_ photograph: CompressedPhotograph) -> ImageRecord {
    let category = photograph.subject.category
    let name = "jpg/\(photograph.name).jpg"
    return ImageRecord(
      name: name, path: name, instance: photograph.subject.instance,
      labels: [
        "category": category.rawValue, "function": category.function.rawValue,
        "type": category.types[photograph.subject.type],
      ])
  }

  private func writeGroundTruth(
    _ set: LandmarkSet, _ photographs: [CompressedPhotograph], layout: RetrievalLayout
  ) throws(DatasetError) {
    let answers = GroundTruths(photographs)
    do {
      try GroundTruthFile.write(try answers.revisited(), to: layout.groundTruthFile)
      let classic = try answers.classic(queryPrefix: set.queryPrefix)
      try ClassicGroundTruth.write(
        classic.truth, landmarks: classic.landmarks, to: layout.groundTruthFolder)
    } catch let error as DatasetError {
      throw error
    } catch {
      throw DatasetError(
        .inconsistent, path: layout.folder, problem: "the ground truth is not consistent: \(error)",
        advice: "Write each picture of the set once.")
    }
  }

  private func publish(_ folder: String, as final: String) throws(DatasetError) {
    let files = FileManager.default
    try attempt("cannot be replaced", final) {
      if files.fileExists(atPath: final) {
        try files.moveItem(atPath: final, toPath: "\(folder).replaced")
      }
      try files.moveItem(atPath: folder, toPath: final)
    }
  }

  private func attempt(
    _ failure: String, _ path: String, _ work: () throws -> Void
  ) throws(DatasetError) {
    do {
      try work()
    } catch {
      throw DatasetError(refused: path, failure, error)
    }
  }
}
