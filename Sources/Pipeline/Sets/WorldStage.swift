import Datasets
import DescriptorStore
import Extraction
import Files
import Foundation
import Landmarks
import Specs
import Steps

/// Renders the sets of the mini world that are not there yet, and reads them.
struct WorldStage {
  let context: RunContext
  let settings: WorldSettings

  /// Renders a set of the world unless its folder already holds just that set.
  ///
  /// - Parameter dataset: any set; one that is not of the world is left alone.
  /// - Throws: `DatasetError` when the folder holds another world, or cannot be written;
  ///   `CacheError.busy` when another run renders the set and this one is not to wait.
  func provide(_ dataset: DatasetName) async throws {
    guard let set = dataset.landmarkSet else { return }
    let world = MiniWorld(seed: settings.seed, imageSize: settings.imageSize)
    let blueprint = world.blueprint(of: set, size: settings.size(of: set))
    let folder = RetrievalLayout(root: context.dataRoot, name: set.name).folder
    let wanted = SetDescription(of: set, in: world, imageCount: blueprint.imageCount)
    if FileManager.default.fileExists(atPath: folder) { return try check(folder, holds: wanted) }
    let lock = try await renderingLock(set)
    // Another run may have rendered the set while this one waited.
    if FileManager.default.fileExists(atPath: folder) { return try check(folder, holds: wanted) }
    let writer = SetWriter(world: world, root: context.dataRoot)
    try writer.removeRemains(of: set)
    let stage = "render \(set.name)"
    try await context.timed(stage, total: blueprint.imageCount, unit: "images") {
      let observe = context.observe
      let rendered = try await mapConcurrently(
        blueprint.subjects, width: context.threads
      ) { subject in
        let photographs = try world.photographs(of: subject).map { try $0.compressed() }
        observe(.advanced(by: photographs.count))
        return photographs
      }
      try writer.write(set, rendered.flatMap(\.self))
    }
    lock.release()
  }

  /// Returns the right to render a set; the end of the value, or of the process, gives it back.
  private func renderingLock(_ set: LandmarkSet) async throws -> FileLock {
    try Folder.create(context.dataRoot)
    let path = "\(context.dataRoot)/.\(set.name).lock"
    while true {
      if let lock = try FileLock.take(path) { return lock }
      guard context.waitsForOthers else { throw CacheError.busy(stage: set.name, lock: path) }
      try await Task.sleep(for: .milliseconds(100))
    }
  }

  private func check(_ folder: String, holds wanted: SetDescription) throws {
    let advice = "Move the folder away, or name another one for all datasets with --data."
    guard let found = try SetDescription.read(folder) else {
      throw DatasetError(
        .missing, path: "\(folder)/world.json",
        problem: "nothing says which world the folder holds", advice: advice)
    }
    let fields = [
      ("generator version", "\(wanted.generatorVersion)", "\(found.generatorVersion)"),
      ("seed", "\(wanted.seed)", "\(found.seed)"),
      ("image size", "\(wanted.imageSize)", "\(found.imageSize)"),
      ("number of images", "\(wanted.imageCount)", "\(found.imageCount)"),
    ]
    for (field, wanted, found) in fields where wanted != found {
      throw DatasetError(
        .inconsistent, path: folder,
        problem: "its \(field) is \(found), and the experiment wants \(wanted)", advice: advice)
    }
  }
}
