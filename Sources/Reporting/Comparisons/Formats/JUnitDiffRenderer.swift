import Figures

/// Writes a comparison with baselines as test results in JUnit's XML, which CI systems read.
///
/// A suite is a table; a case is a value, a verdict, the test of all inexact values together, or the
/// spec, which fails when anything of it changed. What cannot be compared is an error, a movement a
/// failure.
public struct JUnitDiffRenderer: DiffRenderer {
  /// Creates a renderer.
  public init() {}

  /// Returns the document.
  public func render(_ report: DiffReport) -> String {
    let suites = report.tables.map(Suite.init)
    let cases = suites.flatMap(\.cases)
    let root = XMLText.start(
      "testsuites",
      [("name", "iir diff"), ("tests", "\(cases.count)")] + Suite.counts(of: cases))
    let lines =
      ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<\(root)>"] + suites.flatMap(\.lines)
      + ["</testsuites>"]
    return lines.joined(separator: "\n") + "\n"
  }
}

/// One table.
private struct Suite {
  let diff: BaselineDiff
  let cases: [Case]

  init(_ diff: BaselineDiff) {
    self.diff = diff
    let words = DiffWords(diff: diff)
    if let obstacle = diff.obstacle {
      cases = [Case(name: "comparison", problem: .init(.error, diff.outcome.rawValue, obstacle))]
      return
    }
    let isChanged = !words.changes.isEmpty
    let spec = Case(
      name: "spec",
      problem: isChanged
        ? .init(.failure, "CHANGED", (words.changes + [words.advice]).joined(separator: "\n")) : nil
    )
    let test = diff.pooled.map { test in
      Case(
        name: "all inexact values together",
        problem: .init(test.status, words.pooled ?? ""))
    }
    cases =
      [spec] + diff.cells.map { Case($0, words) }
      + diff.claims.map { claim in
        Case(
          name: "claim \(claim.claim), column \(claim.dataset)",
          problem: .init(claim.status, words.values(of: claim)))
      } + [test].compactMap(\.self)
  }

  static func counts(of cases: [Case]) -> [(String, String)] {
    [
      ("failures", "\(cases.count { $0.problem?.kind == .failure })"),
      ("errors", "\(cases.count { $0.problem?.kind == .error })"),
    ]
  }

  var lines: [String] {
    let head = XMLText.start(
      "testsuite",
      [("name", diff.table), ("tests", "\(cases.count)")] + Self.counts(of: cases)
        + [("skipped", "0"), ("time", "0"), ("file", diff.spec)])
    return ["  <\(head)>"] + properties + cases.flatMap { $0.lines(of: diff.table) }
      + ["  </testsuite>"]
  }

  private var properties: [String] {
    let runs =
      diff.baseline.enumerated().map { number, run in
        (number == 0 ? "baseline" : "baseline.\(number + 1)", run)
      } + [diff.current].compactMap(\.self).map { ("current", $0) }
    let list =
      runs.flatMap { side, run in
        DiffWords.provenance(run).map { ("\(side).\($0.name)", $0.value) }
      } + DiffWords(diff: diff).uncompared.map { ("uncompared", $0) }
    guard !list.isEmpty else { return [] }
    return ["    <properties>"]
      + list.map { "      <\(XMLText.start("property", [("name", $0.0), ("value", $0.1)]))/>" }
      + ["    </properties>"]
  }
}

/// One value, verdict or test.
private struct Case {
  let name: String
  let problem: Problem?

  init(name: String, problem: Problem?) {
    self.name = name
    self.problem = problem
  }

  init(_ cell: BaselineDiff.Cell, _ words: DiffWords) {
    name = words.place(of: cell)
    problem = Problem(
      cell.status,
      ([words.values(of: cell)] + words.queries(of: cell)).joined(separator: "\n"))
  }

  func lines(of table: String) -> [String] {
    let start = XMLText.start("testcase", [("classname", table), ("name", name), ("time", "0")])
    guard let problem else { return ["    <\(start)/>"] }
    let message = problem.text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    let head = XMLText.start(problem.kind.rawValue, [("type", problem.type), ("message", message)])
    return [
      "    <\(start)>",
      "      <\(head)>\(escapedForXML(problem.text))</\(problem.kind.rawValue)>",
      "    </testcase>",
    ]
  }
}

/// Why a case does not pass.
private struct Problem {
  enum Kind: String {
    case failure
    case error
  }

  let kind: Kind
  let type: String
  let text: String

  init(_ kind: Kind, _ type: String, _ text: String) {
    self.kind = kind
    self.type = type
    self.text = text
  }

  /// Creates the problem of a status, or returns nil for a match.
  init?(_ status: BaselineDiff.Status, _ text: String) {
    guard status != .match else { return nil }
    self.init(status == .notComparable ? .error : .failure, status.rawValue, text)
  }
}

/// Text in XML 1.0.
private enum XMLText {
  /// Returns the inside of a start tag.
  static func start(_ name: String, _ attributes: [(String, String)]) -> String {
    name + attributes.map { " \($0.0)=\"\(escapedForXML($0.1))\"" }.joined()
  }
}
