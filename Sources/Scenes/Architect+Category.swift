import BaseBuildings
import Masonry
import NovelBuildings

extension Architect {
  /// Builds one building of a category.
  ///
  /// - Parameters:
  ///   - category: what kind of building it is.
  ///   - type: which of the category's types, an index into `Category.types`.
  mutating func build(_ category: Category, type: Int) {
    switch category {
    case .church: buildChurch(ChurchType.allCases[type])
    case .castle: buildCastle(CastleType.allCases[type])
    case .temple: buildTemple(TempleType.allCases[type])
    case .skyscraper: buildSkyscraper(SkyscraperType.allCases[type])
    case .lighthouse: buildLighthouse(LighthouseType.allCases[type])
    case .domed: buildDomed(DomedType.allCases[type])
    case .pagoda: buildPagoda(PagodaType.allCases[type])
    case .gate: buildGate(GateType.allCases[type])
    case .palace: buildPalace(PalaceType.allCases[type])
    case .factory: buildFactory(FactoryType.allCases[type])
    case .windmill: buildWindmill(WindmillType.allCases[type])
    case .bridge: buildBridge(BridgeType.allCases[type])
    case .arena: buildArena(ArenaType.allCases[type])
    case .pyramid: buildPyramid(PyramidType.allCases[type])
    case .glasshouse: buildGlasshouse(GlasshouseType.allCases[type])
    case .monument: buildMonument(MonumentType.allCases[type])
    case .farmhouse: buildFarmhouse(FarmhouseType.allCases[type])
    case .waterTower: buildWaterTower(WaterTowerType.allCases[type])
    case .pylon: buildPylon(PylonType.allCases[type])
    case .bandstand: buildBandstand(BandstandType.allCases[type])
    }
  }
}
