/// What kind of building a landmark is: the fine label.
public enum Category: String, CaseIterable, Sendable {
  case church, castle, temple, skyscraper, lighthouse, domed, pagoda, gate, palace, factory
  case windmill, bridge, arena, pyramid, glasshouse

  /// What a building is for: the coarse label.
  public enum Function: String, CaseIterable, Sendable {
    case religious, defensive, civic, industrial, transport, leisure, commemorative
  }

  /// What the building is for.
  public var function: Function {
    switch self {
    case .church, .temple, .pagoda: .religious
    case .castle, .gate: .defensive
    case .domed, .palace, .skyscraper: .civic
    case .lighthouse, .factory, .windmill: .industrial
    case .bridge: .transport
    case .arena, .glasshouse: .leisure
    case .pyramid: .commemorative
    }
  }

  /// The names of the category's four types of building, in the order of their numbers.
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
    }
  }

  private static func names<Types: CaseIterable & RawRepresentable>(
    of types: Types.Type
  ) -> [String] where Types.RawValue == String {
    types.allCases.map(\.rawValue)
  }
}
