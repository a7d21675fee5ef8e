import Landmarks
import Specs
import Testing

/// Which worlds have a set in common, and what a set's folder is called.
@Suite struct WorldSetTests {
  private func set(_ dataset: DatasetName, _ change: (inout WorldSettings) -> Void) -> WorldSet {
    WorldSet(dataset, in: WorldSettings(change))
  }

  @Test func worldsShareASetThatTheirDifferenceDoesNotChange() {
    #expect(set(.miniOxford) { $0.scenes = 10 } == WorldSet(.miniOxford, in: WorldSettings()))
    #expect(set(.miniScenes) { $0.scenes = 10 } != WorldSet(.miniScenes, in: WorldSettings()))
    #expect(set(.miniOxford) { $0.seed = 2 } != WorldSet(.miniOxford, in: WorldSettings()))
  }

  @Test func aSetOfTheUsersIsTheSameInEveryWorld() {
    #expect(set(.oxford5k) { $0.seed = 2 } == WorldSet(.oxford5k, in: WorldSettings()))
    #expect(set(.oxford5k) { $0.seed = 2 }.folderName == "oxford5k")
  }

  @Test func aFolderIsNamedAfterTheFieldsThatMakeTheSetAnother() {
    #expect(WorldSet(.miniOxford, in: WorldSettings()).folderName == "mini-oxford")
    #expect(set(.miniOxford) { $0.scenes = 10 }.folderName == "mini-oxford")
    #expect(
      set(.miniLandmarks) { ($0.seed, $0.scenes, $0.landmarks) = (2, 10, 30) }.folderName
        == "mini-landmarks@seed2-landmarks30")
  }

  @Test func noSpecCanNameSuchAFolderAsItsOwn() {
    #expect(DatasetName(rawValue: set(.miniOxford) { $0.seed = 2 }.folderName) == nil)
  }

  @Test func everyFieldOfTheWorldChangesASet() {
    let changes: [String: (inout WorldSettings) -> Void] = [
      "seed": { $0.seed += 1 }, "imageSize": { $0.imageSize += 1 }, "scenes": { $0.scenes += 1 },
      "landmarks": { $0.landmarks += 1 }, "viewsPerLandmark": { $0.viewsPerLandmark += 1 },
      "instancesPerCity": { $0.instancesPerCity += 1 },
      "distractorsPerCity": { $0.distractorsPerCity += 1 },
    ]
    #expect(Set(changes.keys) == Set(WorldSettings.fields.map(\.name)))
    for (field, change) in changes {
      let names = DatasetName.mini.map { set($0, change).folderName }
      #expect(names.contains { $0.contains("@\(field)") }, "\(field)")
    }
  }
}
