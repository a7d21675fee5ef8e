import Rendering
import Tensors

/// Designs one building: its parts, their proportions and materials.
///
/// The building stands about the origin, its front towards -y, lengths in metres.
struct Architect {
  var mason = Mason()
  let style: Style
  let fabric: Fabric

  /// The scene's materials and windows, to which a building may add its own.
  var stock: Stock

  var generator: SeededGenerator

  /// Returns a number between two bounds.
  mutating func draw(_ low: Float, _ high: Float) -> Float {
    generator.uniform(in: low..<high)
  }

  /// Returns a whole number between two bounds, both included.
  mutating func count(_ low: Int, _ high: Int) -> Int {
    low + generator.integer(below: high - low + 1)
  }

  /// Returns the main wall with a window every so many metres.
  mutating func windowed(
    _ material: Int32? = nil, small: Bool = false, pitch: SIMD2<Float>, foot: Float = 1,
    head: Float = 0.6
  ) -> Cladding {
    Cladding(
      material: material ?? style.wall, opening: small ? style.smallWindow : style.window,
      pitch: pitch, foot: foot, head: head)
  }

  var plain: Cladding { Cladding(material: style.wall) }
  var trim: Cladding { Cladding(material: style.trim) }

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
