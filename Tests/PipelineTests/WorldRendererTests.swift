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

  private func provide(seed: UInt64 = 1, imageSize: Int = 32, scenes: Int = 10) async throws {
    let renderer = try WorldRenderer(
      world: WorldSettings {
        $0.seed = seed
        $0.imageSize = imageSize
        $0.scenes = scenes
        $0.landmarks = 2
        $0.viewsPerLandmark = 2
        $0.instancesPerCity = 1
        $0.distractorsPerCity = 0
      },
      options: RunOptions(
        dataRoot: "\(folder.path)/Data", weightsRoot: "", cacheDirectory: "\(folder.path)/Cache",
        threads: 1, waitsForOthers: true, logger: Logger(label: "test")),
      observe: { _ in })
    #expect(try await renderer.provide(.miniScenes) == "\(folder.path)/Data/mini-scenes")
  }

  private func refusal(seed: UInt64 = 1, imageSize: Int = 32, scenes: Int = 10) async -> String {
    let error = await #expect(throws: DatasetError.self) {
      try await provide(seed: seed, imageSize: imageSize, scenes: scenes)
    }
    return error?.description.replacing("\(folder.path)/", with: "") ?? ""
  }

  private let advice = "Move the folder away, or name another one for all datasets with --data."

  @Test func aSetThatIsThereIsKept() async throws {
    try await provide()
    let image = "\(folder.path)/Data/mini-scenes/manifest.csv"
    let before = try FileManager.default.attributesOfItem(atPath: image)[.systemFileNumber] as? Int
    try await provide()
    let after = try FileManager.default.attributesOfItem(atPath: image)[.systemFileNumber] as? Int
    #expect(before == after)
  }

  @Test func anotherSeedIsRefusedWithBothValues() async throws {
    try await provide()
    #expect(
      await refusal(seed: 2)
        == "Data/mini-scenes: its seed is 1, and the experiment wants 2. \(advice)")
  }

  @Test func anotherImageSizeIsRefusedWithBothValues() async throws {
    try await provide()
    #expect(
      await refusal(imageSize: 48)
        == "Data/mini-scenes: its image size is 32, and the experiment wants 48. \(advice)")
  }

  @Test func anotherNumberOfImagesIsRefusedWithBothValues() async throws {
    try await provide()
    #expect(
      await refusal(scenes: 12)
        == "Data/mini-scenes: its number of images is 10, and the experiment wants 12. \(advice)")
  }

  @Test func remainsOfKilledRunsAreRemoved() async throws {
    let remains = "\(folder.path)/Data/.mini-scenes.part-1/mini-scenes"
    try FileManager.default.createDirectory(atPath: remains, withIntermediateDirectories: true)
    try await provide()
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/Data")
    #expect(names.sorted() == [".mini-scenes.lock", "mini-scenes"])
  }

  @Test func aFolderThatSaysNothingOfItsWorldIsRefused() async throws {
    try await provide()
    try FileManager.default.removeItem(atPath: "\(folder.path)/Data/mini-scenes/world.json")
    #expect(
      await refusal()
        == "Data/mini-scenes/world.json: nothing says which world the folder holds. \(advice)")
  }
}
