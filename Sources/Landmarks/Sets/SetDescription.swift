public import Datasets
import Foundation

/// What a set on disk was made from: its `world.json`.
///
/// A caller compares it with the one of the set it wants, to know whether the folder can be used.
public struct SetDescription: Codable, Equatable, Sendable {
  /// The name of the set.
  public let set: String

  /// The seed of the world.
  public let seed: UInt64

  /// The version of the generator.
  public let generatorVersion: Int

  /// Width and height of each picture in pixels.
  public let imageSize: Int

  /// Pictures in all.
  public let imageCount: Int

  /// Describes a set.
  ///
  /// - Parameters:
  ///   - set: the set.
  ///   - world: the world it is of.
  ///   - imageCount: pictures in all.
  public init(of set: LandmarkSet, in world: MiniWorld, imageCount: Int) {
    self.set = set.name
    self.imageCount = imageCount
    seed = world.seed
    generatorVersion = MiniWorld.generatorVersion
    imageSize = world.imageSize
  }

  /// Reads the description of a set.
  ///
  /// - Parameter folder: the folder of the set.
  /// - Returns: the description, or nil when the folder holds none.
  /// - Throws: `DatasetError` when it cannot be read.
  public static func read(_ folder: String) throws(DatasetError) -> SetDescription? {
    let path = path(in: folder)
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    do {
      let data = try Data(contentsOf: URL(fileURLWithPath: path))
      return try JSONDecoder().decode(SetDescription.self, from: data)
    } catch {
      throw DatasetError(
        .malformed, path: path, problem: "the description of the set cannot be read: \(error)",
        advice: "Remove the folder and generate the set again.")
    }
  }

  func write(to folder: String) throws(DatasetError) {
    let path = Self.path(in: folder)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    do {
      try encoder.encode(self).write(to: URL(fileURLWithPath: path))
    } catch {
      throw DatasetError(refused: path, "cannot be written", error)
    }
  }

  private static func path(in folder: String) -> String { "\(folder)/world.json" }
}
