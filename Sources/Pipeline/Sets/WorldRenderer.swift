public import Extraction
import Files
import Images
import Landmarks
public import Specs
import Steps

/// Renders sets of the mini world outside an experiment.
public struct WorldRenderer: Sendable {
  private let settings: WorldSettings
  private let context: RunContext

  /// Prepares rendering.
  ///
  /// - Parameters:
  ///   - world: the seed and the sizes.
  ///   - options: the folder of datasets and the number of threads.
  ///   - observe: receives progress.
  /// - Throws: `CacheError` when the cache folder is unusable.
  public init(
    world: WorldSettings, options: RunOptions, observe: @escaping RunObserver
  ) throws {
    settings = world
    context = try RunContext(options, observe: observe)
  }

  /// Renders a set unless it is there, and returns its folder, which `WorldSet.folderName` names.
  public func provide(_ dataset: DatasetName) async throws -> String {
    let set = WorldSet(dataset, in: settings)
    try await WorldStage(context: context).provide(set, stage: "render \(set.folderName)")
    return "\(context.dataRoot)/\(set.folderName)"
  }

  /// Writes a grid of buildings (rows) by views (columns).
  ///
  /// - Parameters:
  ///   - dataset: the mini set that is shown; nothing else of it is written.
  ///   - rows: the most buildings shown.
  ///   - path: the file; a JPEG when its name ends in ".jpg" or ".jpeg", else a PNG.
  /// - Throws: `FileError` when the file cannot be written; `ImageEncodingError` for more rows than a
  ///   JPEG file can hold.
  public func writeContactSheet(of dataset: DatasetName, rows: Int, to path: String) async throws {
    guard let set = dataset.landmarkSet else {
      preconditionFailure("expected a set of the mini world, found \(dataset)")
    }
    try AtomicFile.checkTarget(path)
    let world = MiniWorld(seed: settings.seed, imageSize: settings.imageSize)
    let blueprint = world.blueprint(of: set, size: settings.size(of: set))
    // Buildings with one picture each share rows of 14.
    let isSingle = blueprint.subjects.allSatisfy { $0.roles.count == 1 }
    let subjects = Array(blueprint.subjects.prefix(isSingle ? 14 * rows : rows))
    let stage = "render a contact sheet of \(dataset.rawValue)"
    let families = try await context.timed(stage, total: subjects.count, unit: "buildings") {
      let observe = context.observe
      return try await mapConcurrently(
        subjects, width: context.threads, onFinish: { observe(.advanced(by: 1)) },
        world.photographs)
    }
    let sheet = ContactSheet.sheet(families)
    let isJPEG = [".jpg", ".jpeg"].contains(where: path.lowercased().hasSuffix)
    let bytes = try isJPEG ? sheet.encodedJPEG(quality: 85) : sheet.encodedPNG()
    try AtomicFile.write(bytes, to: path)
  }
}
