import Foundation
import FoundationXML
import Kernels
import Reporting
import ResultFixtures
import Testing

/// What CI systems read: the structure that JUnit's usual schema (junit-10.xsd) demands.
///
/// `Tests/Reference/check_junit.py` validates real output against the schema itself.
@Suite struct JUnitTests {
  private func elements(of report: DiffReport) throws -> [Element] {
    let reader = ElementReader()
    let parser = XMLParser(data: Data(JUnitDiffRenderer().render(report).utf8))
    parser.delegate = reader
    try #require(parser.parse(), "\(String(describing: parser.parserError))")
    return reader.elements
  }

  private func report() throws -> DiffReport {
    let table = TestTable().inBfloat16
    let later = table.with {
      $0.rows.append(.init("net/mac", size: 64, precision: .bfloat16))
      $0.movement = { $0.row == "net/gem" ? -0.03 : 0 }
    }
    let damaged = BaselineDiff(
      table: "other", spec: "other.json", .damaged, obstacle: "a < b & \"c\" > 'd'\n\u{1}e")
    return DiffReport([try table.diff(to: table), try table.diff(to: later), damaged])
  }

  @Test func elementsStandWhereTheSchemaHasThem() throws {
    let parents = [
      "testsuites": [nil], "testsuite": ["testsuites"], "properties": ["testsuite"],
      "property": ["properties"], "testcase": ["testsuite"], "failure": ["testcase"],
      "error": ["testcase"],
    ]
    for element in try elements(of: report()) {
      #expect(parents[element.name]?.contains(element.parent) == true)
    }
  }

  @Test func elementsHaveTheAttributesOfTheSchema() throws {
    let required: [String: Set<String>] = [
      "testsuite": ["name", "tests", "failures", "errors"], "testcase": ["name"],
      "property": ["name", "value"],
    ]
    let allowed: [String: Set<String>] = [
      "testsuites": ["name", "time", "tests", "failures", "errors"],
      "testsuite": [
        "name", "tests", "failures", "errors", "group", "time", "skipped", "timestamp",
        "hostname", "id", "package", "file", "log", "url", "version",
      ],
      "testcase": ["name", "time", "classname", "group"], "property": ["name", "value"],
      "failure": ["type", "message"], "error": ["type", "message"],
    ]
    for element in try elements(of: report()) {
      let names = Set(element.attributes.keys)
      #expect(names.isSuperset(of: required[element.name] ?? []))
      #expect(names.isSubset(of: allowed[element.name] ?? []))
    }
  }

  @Test func countsAreThoseOfTheCases() throws {
    let elements = try elements(of: report())
    let suites = elements.filter { $0.name == "testsuite" }
    // Of the second table: the spec, three rows, a new one, a claim, and all values together.
    #expect(suites.map { $0.attributes["tests"] } == ["6", "7", "1"])
    #expect(suites.map { $0.attributes["failures"] } == ["0", "3", "0"])
    #expect(suites.map { $0.attributes["errors"] } == ["0", "1", "1"])
    #expect(elements.count { $0.name == "testcase" } == 14)
    #expect(elements.count { $0.name == "failure" } == 3)
    #expect(elements[0].attributes["failures"] == "3")
    #expect(elements[0].attributes["errors"] == "2")
  }

  @Test func failuresAndErrorsSayWhatTheyAre() throws {
    let problems = try elements(of: report()).filter { ["failure", "error"].contains($0.name) }
    #expect(
      problems.map { $0.attributes["type"] }
        == ["CHANGED", "REGRESSED", "NOT-COMPARABLE", "REGRESSED", "damaged"])
    #expect(problems[1].attributes["message"] == "12.50 → 9.50 (-3.00 points)")
  }

  @Test func textSurvivesItsEscapes() throws {
    let error = try #require(try elements(of: report()).last { $0.name == "error" })
    #expect(error.text == "a < b & \"c\" > 'd'\n?e")
    #expect(error.attributes["message"] == "a < b & \"c\" > 'd'")
  }

  @Test func bothRunsAreProperties() throws {
    let names = try elements(of: report()).filter { $0.name == "property" }
      .compactMap { $0.attributes["name"] }
    #expect(Set(names).isSuperset(of: ["baseline.commit", "current.processor", "current.date"]))
  }
}

/// One XML element.
private struct Element {
  let name: String
  let parent: String?
  let attributes: [String: String]
  var text = ""
}

/// Collects the elements of a document in their order.
private final class ElementReader: NSObject, XMLParserDelegate {
  private(set) var elements: [Element] = []
  private var path: [Int] = []

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    elements.append(
      Element(name: name, parent: path.last.map { elements[$0].name }, attributes: attributes))
    path.append(elements.count - 1)
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    path.removeLast()
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    guard let open = path.last else { return }
    elements[open].text += text
  }
}
