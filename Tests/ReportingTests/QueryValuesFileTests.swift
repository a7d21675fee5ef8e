import Evaluation
import Foundation
import Records
import Reporting
import ResultFixtures
import Specs
import Tables
import Testing

/// The values of queries as a table in long form.
@Suite struct QueryValuesFileTests {
  /// The lines of a table's file, each by the names of the header.
  private func lines(of table: TestTable) throws -> [[String: String]] {
    let files = TestStore()
    try files.run(table)
    let rows = try files.text("table.queries.csv").split(separator: "\r\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    return rows.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(rows[0], $0)) }
  }

  @Test func theMeansOfItsValuesAreThoseOfTheTable() throws {
    let table = TestTable().with {
      $0.seeds = [0, 1, 7]
      $0.metrics.append(MetricName(.hard, .averagePrecision))
      $0.movement = { Double($0.query * $0.query) / 700 }
    }
    let lines = try lines(of: table)
    #expect(lines.count == 3 * 2 * 3 * 12)
    for record in table.result().records {
      for metric in table.metrics {
        let values = lines.filter { line in
          line["row"] == record.row && line["metric"] == metric.description
        }.compactMap { $0["value"].flatMap(Double.init) }
        #expect(values.count == 36)
        let difference = mean(values) - mean(record.values(of: metric))
        #expect(abs(difference) < 1e-12, "\(record.row)")
      }
    }
  }

  @Test func itsHeaderNamesTheAxes() throws {
    let files = TestStore()
    try files.run(TestTable())
    #expect(
      try files.text("table.queries.csv").hasPrefix(
        "table,row,label,pooling,dataset,metric,seed,query,value\r\n"
          + "table,random/gem,A label (random/gem),gem,mini-oxford,medium.mAP,0,q0,"))
  }

  @Test func aQueryThatAMetricDropsHasNoLine() throws {
    let text = CSVRenderer().text(ofQueries: smallResult())
    #expect(text.contains(",q1,0.25\r\n"))
    #expect(!text.contains(",q2,"))
  }
}
