import Foundation
import FoundationXML
import Records
import Specs
import Summaries
import Testing

@Suite struct RowComparisonRendererTests {
  private func comparison(lower: Double? = 0.01) throws -> RowComparison {
    let queries = (0..<12).map { number in
      #"{"name": "q\#(number)", "first": 0.5, "second": \#(0.25 + Double(number) / 64)}"#
    }
    let text = """
      {"dataset": "mini-oxford", "metric": "medium.mAP", "first": "net | one/gem", "second": "net/gem",
       "firstMean": 0.5, "secondMean": 0.25, "difference": 0.25, \(lower.map { "\"lower\": \($0)," } ?? "")
       "upper": 0.5, "confidence": 0.95, "clusters": "category", "probability": 0.00002,
       "queries": [\(queries.joined(separator: ","))]}
      """
    return try JSONDecoder().decode(RowComparison.self, from: Data(text.utf8))
  }

  @Test func theTableHasBothMeansAndTheQueriesThatDecide() throws {
    let text = RowComparisonRenderer().table([try comparison()])
    #expect(text.hasPrefix("A is net | one/gem\nB is net/gem\n"))
    #expect(
      text.contains(
        "| mini-oxford medium.mAP | 50.00 | 25.00 | +25.00 | +1.00 … +50.00 | < 0.0001 |   12 |      0 |    0 |"
      ), "\(text)")
    #expect(text.contains("over the values of category and seeds"))
    #expect(text.contains("| q9 "))
    #expect(!text.contains("| q10 "))
    #expect(RowComparisonRenderer().table([try comparison(lower: nil)]).contains("|        – | "))
  }

  @Test func jsonHoldsEverything() throws {
    let comparison = try comparison()
    let text = try RowComparisonRenderer().json([comparison])
    #expect(try JSONDecoder().decode([RowComparison].self, from: Data(text.utf8)) == [comparison])
  }

  @Test func theScatterHasAPointAQueryWithItsName() throws {
    let text = RowComparisonRenderer().scatter(try comparison())
    #expect(XMLParser(data: Data(text.utf8)).parse())
    #expect(text.components(separatedBy: "<circle").count == 13)
    #expect(text.contains("<title>q3: 50.00 against 29.69</title>"))
    #expect(text.contains("Above the diagonal 12, below it 0, on it 0."))
  }
}
