import Specs
import Testing

/// Which sets settings are chosen on, and which are reported.
@Suite struct PurposeTests {
  private let validation = DatasetName(rawValue: "mini-validation")
  private let oxford = DatasetName(rawValue: "mini-oxford")

  @Test func settingsAreChosenOnValidationSetsAlone() throws {
    #expect(Purpose.selection.accepts(try #require(validation)))
    #expect(!Purpose.selection.accepts(try #require(oxford)))
  }

  @Test func reportsHaveNoValidationSet() throws {
    #expect(Purpose.report.accepts(try #require(oxford)))
    #expect(!Purpose.report.accepts(try #require(validation)))
  }
}
