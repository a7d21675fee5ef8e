import BaseBuildings
import NovelBuildings

/// What kind of building a landmark is.
public enum Category: String, CaseIterable, Sendable {
  case church, castle, temple, skyscraper, lighthouse, domed, pagoda, gate, palace, factory
  case windmill, bridge, arena, pyramid, glasshouse
  case monument, farmhouse, pylon, bandstand
  case waterTower = "watertower"

  /// The categories that labels of pre-training name.
  public static let base: [Category] = [
    .church, .castle, .temple, .skyscraper, .lighthouse, .domed, .pagoda, .gate, .palace, .factory,
  ]

  /// The categories that no label of pre-training names: those that are evaluated.
  public static let novel: [Category] = [
    .windmill, .bridge, .arena, .pyramid, .glasshouse, .monument, .farmhouse, .waterTower, .pylon,
    .bandstand,
  ]

  /// What a building is for: the coarsest label.
  public enum Function: String, CaseIterable, Sendable {
    case religious, defensive, civic, industrial, transport, leisure, commemorative, residential
  }

  /// What the building is for.
  public var function: Function {
    switch self {
    case .church, .temple, .pagoda: .religious
    case .castle, .gate: .defensive
    case .domed, .palace, .skyscraper: .civic
    case .lighthouse, .factory, .windmill, .waterTower, .pylon: .industrial
    case .bridge: .transport
    case .arena, .glasshouse, .bandstand: .leisure
    case .pyramid, .monument: .commemorative
    case .farmhouse: .residential
    }
  }

  /// The names of the category's four types of building: the finest label but the instance.
  public var types: [String] {
    switch self {
    case .church: Self.names(of: ChurchType.self)
    case .castle: Self.names(of: CastleType.self)
    case .temple: Self.names(of: TempleType.self)
    case .skyscraper: Self.names(of: SkyscraperType.self)
    case .lighthouse: Self.names(of: LighthouseType.self)
    case .domed: Self.names(of: DomedType.self)
    case .pagoda: Self.names(of: PagodaType.self)
    case .gate: Self.names(of: GateType.self)
    case .palace: Self.names(of: PalaceType.self)
    case .factory: Self.names(of: FactoryType.self)
    case .windmill: Self.names(of: WindmillType.self)
    case .bridge: Self.names(of: BridgeType.self)
    case .arena: Self.names(of: ArenaType.self)
    case .pyramid: Self.names(of: PyramidType.self)
    case .glasshouse: Self.names(of: GlasshouseType.self)
    case .monument: Self.names(of: MonumentType.self)
    case .farmhouse: Self.names(of: FarmhouseType.self)
    case .waterTower: Self.names(of: WaterTowerType.self)
    case .pylon: Self.names(of: PylonType.self)
    case .bandstand: Self.names(of: BandstandType.self)
    }
  }

  private static func names<Types: CaseIterable & RawRepresentable>(
    of types: Types.Type
  ) -> [String] where Types.RawValue == String {
    types.allCases.map(\.rawValue)
  }
}
