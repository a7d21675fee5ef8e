/// What kind of building a landmark is: the fine label.
public enum Category: String, CaseIterable, Sendable {
  case church, castle, temple, skyscraper, lighthouse, domed, pagoda, gate, palace, factory

  /// What a building is for: the coarse label.
  public enum Function: String, CaseIterable, Sendable {
    case religious, defensive, civic, industrial
  }

  /// What the building is for.
  public var function: Function {
    switch self {
    case .church, .temple, .pagoda: .religious
    case .castle, .gate: .defensive
    case .domed, .palace, .skyscraper: .civic
    case .lighthouse, .factory: .industrial
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
    default: (1...4).map { "\(rawValue)\($0)" }
    }
  }

  private static func names<Types: CaseIterable & RawRepresentable>(
    of types: Types.Type
  ) -> [String] where Types.RawValue == String {
    types.allCases.map(\.rawValue)
  }
}
