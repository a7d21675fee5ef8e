import Datasets
import Failures
import Foundation
import Logging
import Pipeline
import Specs
import TestSupport
import Testing

@Suite struct WorldRendererTests {
  private let folder: Scratch

  init() throws {
    folder = try Scratch()
  }

  /// Renders a set of pictures for pre-training and returns the name of its folder.
  @discardableResult
  private func provide(
    seed: UInt64 = 1, imageSize: Int = 32, scenes: Int = 10, landmarks: Int = 2
  ) async throws -> String {
    let renderer = try WorldRenderer(
      world: WorldSettings {
        $0.seed = seed
        $0.imageSize = imageSize
        $0.scenes = scenes
        $0.landmarks = landmarks
        $0.viewsPerLandmark = 2
        $0.instancesPerCity = 1
        $0.distractorsPerCity = 0
      },
      options: RunOptions(
        dataRoot: "\(folder.path)/Data", weightsRoot: "", cacheDirectory: "\(folder.path)/Cache",
        threads: 1, waitsForOthers: true, logger: Logger(label: "test")),
      observe: { _ in })
    return try await renderer.provide(.miniScenes).replacing("\(folder.path)/Data/", with: "")
  }

  /// Moves the set that is there to the folder of another world.
  private func move(to name: String) throws {
    try FileManager.default.moveItem(
      atPath: "\(folder.path)/Data/\(Self.name)", toPath: "\(folder.path)/Data/\(name)")
  }

  private static let name = "mini-scenes@imageSize32-scenes10"

  private func refusal(seed: UInt64 = 1, imageSize: Int = 32, scenes: Int = 10) async -> String {
    let error = await #expect(throws: DatasetError.self) {
      try await provide(seed: seed, imageSize: imageSize, scenes: scenes)
    }
    return error?.description.replacing("\(folder.path)/", with: "") ?? ""
  }

  private let advice =
    "Move the folder away; sets of another world than the standard one have folders of their own, such "
    + "as mini-oxford@seed2."

  @Test func theFolderIsNamedAfterWhatMakesTheSetAnotherThanInTheStandardWorld() async throws {
    #expect(try await provide() == Self.name)
    #expect(try await provide(landmarks: 3) == Self.name)
    #expect(try await provide(seed: 2) == "mini-scenes@seed2-imageSize32-scenes10")
  }

  @Test func aSetThatIsThereIsKept() async throws {
    try await provide()
    let image = "\(folder.path)/Data/\(Self.name)/manifest.csv"
    let before = try FileManager.default.attributesOfItem(atPath: image)[.systemFileNumber] as? Int
    try await provide()
    let after = try FileManager.default.attributesOfItem(atPath: image)[.systemFileNumber] as? Int
    #expect(before == after)
  }

  @Test func anotherSeedIsRefusedWithBothValues() async throws {
    try await provide()
    try move(to: "mini-scenes@seed2-imageSize32-scenes10")
    #expect(
      await refusal(seed: 2)
        == "Data/mini-scenes@seed2-imageSize32-scenes10: its seed is 1, and the experiment "
        + "wants 2. \(advice)")
  }

  @Test func anotherImageSizeIsRefusedWithBothValues() async throws {
    try await provide()
    try move(to: "mini-scenes@imageSize48-scenes10")
    #expect(
      await refusal(imageSize: 48)
        == "Data/mini-scenes@imageSize48-scenes10: its image size is 32, and the experiment "
        + "wants 48. \(advice)")
  }

  @Test func anotherNumberOfImagesIsRefusedWithBothValues() async throws {
    try await provide()
    try move(to: "mini-scenes@imageSize32-scenes12")
    #expect(
      await refusal(scenes: 12)
        == "Data/mini-scenes@imageSize32-scenes12: its number of images is 10, and the experiment "
        + "wants 12. \(advice)")
  }

  @Test func remainsOfKilledRunsAreRemoved() async throws {
    let remains = "\(folder.path)/Data/.\(Self.name).part-1/\(Self.name)"
    try FileManager.default.createDirectory(atPath: remains, withIntermediateDirectories: true)
    try await provide()
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/Data")
    #expect(names.sorted() == [".\(Self.name).lock", Self.name])
  }

  @Test func aFolderThatSaysNothingOfItsWorldIsRefused() async throws {
    try await provide()
    try FileManager.default.removeItem(atPath: "\(folder.path)/Data/\(Self.name)/world.json")
    #expect(
      await refusal()
        == "Data/\(Self.name)/world.json: nothing says which world the folder holds. \(advice)")
  }
}
