package import Evaluation
import JSON
package import Records
import Scoring
package import Specs

extension ResolvedExperiment {
  /// Returns the record of one row on one dataset for one seed.
  package func seedRecord(
    _ seed: UInt64, _ scores: [EvaluationProtocol: EvaluationResult]
  ) -> SeedRecord {
    var means: [String: Double] = [:]
    var columns: [NumberTable.Place: [Double?]] = [:]
    let names = queryNames(of: scores)
    let isPlain = Set(names).count == names.count
    for metric in (MetricName.standard + metrics).unique {
      guard let measured = metric.values(in: scores) else { continue }
      let place = NumberTable.Place(group: metric.scoredKey, name: metric.measureName)
      columns[place] =
        isPlain && measured.names == names ? measured.values : ordered(measured, as: names)
      let values = measured.values.compactMap(\.self)
      if !values.isEmpty, metrics.contains(metric) { means[metric.description] = mean(values) }
    }
    let places = NumberTable.Places(Set(columns.keys))
    let sorted = places.sorted.compactMap { columns[$0] }
    let queries = names.indices.map { query in
      QueryRecord(query: names[query], values: NumberTable(places, sorted.map { $0[query] }))
    }
    return SeedRecord(seed: seed, metrics: means, queries: queries)
  }

  /// Returns the names of the queries, in the order of the first protocol that has most of them.
  ///
  /// Classic and revisited queries bear the same names; a query's record holds both.
  private func queryNames(of scores: [EvaluationProtocol: EvaluationResult]) -> [String] {
    let counts = scores.mapValues(\.queryNames.count)
    let largest = EvaluationProtocol.allCases.first { counts[$0] == counts.values.max() }
    return largest.flatMap { scores[$0]?.queryNames } ?? []
  }

  /// Returns the values of queries in another order.
  ///
  /// One image may be searched with several boxes; the first stands for its name.
  private func ordered(
    _ measured: (names: [String], values: [Double?]), as names: [String]
  ) -> [Double?] {
    let values = Dictionary(
      zip(measured.names, measured.values), uniquingKeysWith: { first, _ in first })
    return names.map { values[$0] ?? nil }
  }
}
