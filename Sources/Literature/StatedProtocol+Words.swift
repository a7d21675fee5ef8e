extension StatedProtocol {
  /// The fields by their names, each with what the source has, in words; nil where it does not say.
  public var statements: [(field: String, words: String?)] {
    [
      ("resize", resize), ("size", size.map(String.init)), ("crop", crop),
      ("scales", scales.map(Self.words)), ("pooling", pooling), ("whitening", whitening?.words),
      ("search", search?.text), ("rule", rule),
    ]
  }

  /// What the source says, and which fields it does not: "size 224, crop none; not stated: resize, …".
  public var words: String {
    let stated = statements.compactMap { field, words in words.map { "\(field) \($0)" } }
    let unsaid = statements.filter { $0.words == nil }.map(\.field)
    let parts = [
      stated.joined(separator: ", "),
      unsaid.isEmpty ? "" : "not stated: \(unsaid.joined(separator: ", "))",
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "; ")
  }
}

extension StatedWhitening {
  /// The whitening in words: "pca on other-city to 2048 dimensions, power 0.5".
  public var words: String {
    guard kind != .none else { return kind.rawValue }
    return kind.rawValue + " on \(fitOn ?? "a set not stated")"
      + (dimensions.map { " to \($0) dimensions" } ?? "")
      + (power.map { ", power \($0)" } ?? "")
  }
}

extension LiteratureEntry {
  /// How it was evaluated, and by whom.
  public var settingWords: String {
    let runner = ranBy.map { "run by \($0.words)" } ?? "who ran it is not stated"
    return "\(setting.words); \(runner)"
  }
}
