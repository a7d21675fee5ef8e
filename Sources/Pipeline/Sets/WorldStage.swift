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

  /// Renders a set of the world unless its folder already holds just that set.
  ///
  /// - Parameters:
  ///   - wanted: any set, without distractors; one that is not of the world is left alone.
  ///   - stage: what rendering it is called.
  /// - Throws: `DatasetError` when the folder holds another world, or cannot be written;
  ///   `CacheError.busy` when another run renders the set and this one is not to wait.
  func provide(_ wanted: WorldSet, stage: String) async throws {
    guard let set = wanted.dataset.landmarkSet, let settings = wanted.world else { return }
    let world = MiniWorld(seed: settings.seed, imageSize: settings.imageSize)
    let blueprint = settings.blueprint(of: set)
    let folder = RetrievalLayout(root: context.dataRoot, name: wanted.folderName).folder
    let description = SetDescription(of: set, in: world, imageCount: blueprint.imageCount)
    if FileManager.default.fileExists(atPath: folder) {
      return try check(folder, holds: description)
    }
    let lock = try await renderingLock(wanted.folderName)
    // Another run may have rendered the set while this one waited.
    if FileManager.default.fileExists(atPath: folder) {
      return try check(folder, holds: description)
    }
    let writer = SetWriter(world: world, root: context.dataRoot, folderName: wanted.folderName)
    try writer.removeRemains()
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

  /// Writes the table of views of a set of the world that is there, unless it has one.
  ///
  /// Sets that were rendered before there were such tables get theirs by taking their pictures once more.
  ///
  /// - Parameters:
  ///   - wanted: any set, without distractors; one that is not of the world is left alone.
  ///   - stage: what it is called.
  /// - Throws: `DatasetError` when it cannot be written; `CacheError.busy`.
  func provideViews(_ wanted: WorldSet, stage: String) async throws {
    guard let set = wanted.dataset.landmarkSet, let settings = wanted.world else { return }
    let file = RetrievalLayout(root: context.dataRoot, name: wanted.folderName).viewFile
    guard !FileManager.default.fileExists(atPath: file) else { return }
    let lock = try await renderingLock(wanted.folderName)
    guard !FileManager.default.fileExists(atPath: file) else { return }
    let world = MiniWorld(seed: settings.seed, imageSize: settings.imageSize)
    let blueprint = settings.blueprint(of: set)
    try await context.timed(stage, total: blueprint.imageCount, unit: "images") {
      let observe = context.observe
      let views = try await mapConcurrently(
        blueprint.subjects, width: context.threads
      ) { subject in
        let photographs = world.photographs(of: subject)
        observe(.advanced(by: photographs.count))
        return photographs.map { (name: $0.name, facts: $0.facts) }
      }
      try SetWriter(world: world, root: context.dataRoot, folderName: wanted.folderName)
        .writeViews(views.flatMap(\.self))
    }
    lock.release()
  }

  /// Returns the right to render the set of a folder; the end of the value, or of the process, gives it
  /// back.
  private func renderingLock(_ folderName: String) async throws -> FileLock {
    try Folder.create(context.dataRoot)
    let path = "\(context.dataRoot)/.\(folderName).lock"
    while true {
      if let lock = try FileLock.take(path) { return lock }
      guard context.waitsForOthers else { throw CacheError.busy(stage: folderName, lock: path) }
      try await Task.sleep(for: .milliseconds(100))
    }
  }

  private func check(_ folder: String, holds wanted: SetDescription) throws {
    let advice =
      "Move the folder away; sets of another world than the standard one have folders of their own, "
      + "such as \(DatasetName.miniOxford)@seed2."
    guard let found = try SetDescription.read(folder) else {
      throw DatasetError(
        .missing, path: "\(folder)/world.json",
        problem: "nothing says which world the folder holds", advice: advice)
    }
    let fields = [
      ("set", wanted.set, found.set),
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
