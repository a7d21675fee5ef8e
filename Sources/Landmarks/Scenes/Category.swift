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
}
