import BaseBuildings
import Testing

/// A type's name is a label, and its place is what the types of a set are drawn by.
@Suite struct BaseTypeTests {
  @Test func religiousTypesKeepTheirNamesAndOrder() {
    #expect(
      ChurchType.allCases.map(\.rawValue) == [
        "twinTowers", "frontTower", "sideTower", "crossingTower",
      ])
    #expect(
      TempleType.allCases.map(\.rawValue) == ["peristyle", "podiumTemple", "flatTemple", "rotunda"])
    #expect(
      PagodaType.allCases.map(\.rawValue) == [
        "pagodaHall", "squarePagoda", "hexagonalPagoda", "octagonalPagoda",
      ])
  }

  @Test func defensiveTypesKeepTheirNamesAndOrder() {
    #expect(
      CastleType.allCases.map(\.rawValue) == [
        "roundTowers", "squareTowers", "spiredTowers", "cupolaTowers",
      ])
    #expect(
      GateType.allCases.map(\.rawValue) == [
        "singleArch", "tripleArch", "roundTowerGate", "squareTowerGate",
      ])
  }

  @Test func civicTypesKeepTheirNamesAndOrder() {
    #expect(
      DomedType.allCases.map(\.rawValue) == [
        "greatDome", "minaretDome", "clusteredDome", "onionDome",
      ])
    #expect(
      PalaceType.allCases.map(\.rawValue) == [
        "pedimentPalace", "domePalace", "clockPalace", "pavilionPalace",
      ])
    #expect(
      SkyscraperType.allCases.map(\.rawValue) == [
        "octagonalSkyscraper", "roundSkyscraper", "squareSkyscraper", "pieredSkyscraper",
      ])
  }

  @Test func industrialTypesKeepTheirNamesAndOrder() {
    #expect(
      LighthouseType.allCases.map(\.rawValue) == [
        "roundLighthouse", "octagonalLighthouse", "squareLighthouse", "cottageLighthouse",
      ])
    #expect(
      FactoryType.allCases.map(\.rawValue) == [
        "sawtoothMill", "gabledWorks", "coolingPlant", "siloWorks",
      ])
  }
}
