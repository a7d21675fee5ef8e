/// What the records of some tables say, by question; each fact names its table where there are several.
struct CollectedFacts {
  private let tables: [TableFacts]

  /// What the results may be used under; empty where it is not stated.
  let license: [String]

  init(_ tables: [CheckedTable], license: String?) {
    self.tables = tables.map(TableFacts.init)
    self.license = license.map { ["the results are released under \($0)"] } ?? []
  }

  var claims: [String] { all(\.claims) }
  var limits: [String] { all(\.limits) }
  var assumptions: [String] { all(\.assumptions) }
  var commands: [String] { all(\.commands) }
  var code: [String] { all(\.code) }
  var settings: [String] { all(\.settings) }
  var choices: [String] { all(\.choices) }
  var statistics: [String] { all(\.statistics) }
  var compute: [String] { all(\.compute) }
  var assets: [String] { all(\.assets) }
  var documents: [String] { all(\.documents) }
  var completeness: [String] { all(\.completeness) }
  var verification: [String] { all(\.verification) }

  /// Returns the facts of all tables; what is true of all of them stands once.
  private func all(_ facts: (TableFacts) -> [String]) -> [String] {
    guard tables.count > 1 else { return tables.flatMap(facts) }
    let lists = tables.map(facts)
    var told: Set<String> = []
    return zip(tables, lists).flatMap { table, list in
      list.compactMap { fact in
        guard lists.allSatisfy({ $0.contains(fact) }) else { return "\(table.name): \(fact)" }
        return told.insert(fact).inserted ? fact : nil
      }
    }
  }
}
