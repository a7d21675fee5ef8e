import NovelBuildings
import Testing

/// A type's name is a label, and its place is what the types of a set are drawn by.
@Suite struct NovelTypeTests {
  @Test func industrialTypesKeepTheirNamesAndOrder() {
    #expect(
      WindmillType.allCases.map(\.rawValue) == ["towerMill", "smockMill", "postMill", "windPump"])
    #expect(
      WaterTowerType.allCases.map(\.rawValue) == [
        "ballTank", "mushroomTank", "brickTank", "barrelTank",
      ])
    #expect(
      PylonType.allCases.map(\.rawValue) == ["ironTower", "radioMast", "headframe", "powerMast"])
  }

  @Test func transportTypesKeepTheirNamesAndOrder() {
    #expect(
      BridgeType.allCases.map(\.rawValue) == [
        "archBridge", "suspensionBridge", "trussBridge", "coveredBridge",
      ])
  }

  @Test func leisureTypesKeepTheirNamesAndOrder() {
    #expect(
      ArenaType.allCases.map(\.rawValue) == ["amphitheatre", "bullring", "stadium", "hippodrome"])
    #expect(
      GlasshouseType.allCases.map(\.rawValue) == [
        "vaultedGlasshouse", "palmHouse", "ridgedGlasshouse", "biome",
      ])
    #expect(
      BandstandType.allCases.map(\.rawValue) == [
        "musicKiosk", "canvasPavilion", "marketHall", "shellStage",
      ])
  }

  @Test func commemorativeTypesKeepTheirNamesAndOrder() {
    #expect(
      PyramidType.allCases.map(\.rawValue) == [
        "truePyramid", "templePyramid", "ziggurat", "chapelPyramid",
      ])
    #expect(
      MonumentType.allCases.map(\.rawValue) == [
        "obelisk", "statueColumn", "equestrian", "cenotaph",
      ])
  }

  @Test func residentialTypesKeepTheirNamesAndOrder() {
    #expect(
      FarmhouseType.allCases.map(\.rawValue) == [
        "timberedFarm", "thatchedFarm", "siloBarn", "courtyardFarm",
      ])
  }
}
