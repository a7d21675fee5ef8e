/// Names of rows as people read them: a few, and how many more.
struct RowList {
  private static let listed = 3
  private let names: [String]

  init(_ names: [String]) {
    self.names = names
  }

  /// "row a", "rows a, b", "rows a, b, c and 13 more".
  var words: String {
    let noun = names.count == 1 ? "row" : "rows"
    let others = names.count - Self.listed
    return "\(noun) \(names.prefix(Self.listed).joined(separator: ", "))"
      + (others > 0 ? " and \(others) more" : "")
  }
}
