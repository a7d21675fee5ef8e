import Failures
import Foundation
import Testing

/// What holds for every error of the package.
@Suite struct FailureConformanceTests {
  /// Types whose values cannot be made here: the tool's own, one that plays a broken reader, and why a
  /// table has no results, of which `AcceptanceRefusal` tells.
  private let unreachable: Set<String> = ["UnwritablePath", "Said", "Problem"]

  /// Errors that are no failures: a part of one, and the end of a command that has said everything.
  private let parts: Set<String> = ["Reason", "ExitStatus"]

  @Test(arguments: FailureExamples.all.indices)
  func theMessageNamesSubjectReasonAndAdvice(index: Int) {
    let failure = FailureExamples.all[index].failure
    #expect(!failure.subject.isEmpty && !failure.reason.isEmpty)
    #expect(failure.description.contains(failure.subject))
    #expect(failure.description.contains(failure.reason))
    #expect(failure.advice.isEmpty || failure.description.contains(failure.advice))
  }

  @Test(arguments: FailureExamples.all.indices)
  func theKindIsThatOfTheContract(index: Int) {
    #expect(FailureExamples.all[index].failure.kind == FailureExamples.all[index].kind)
  }

  @Test func everyErrorTypeOfTheSourcesIsAFailureWithAnExample() throws {
    let examples = Set(FailureExamples.all.map { "\(type(of: $0.failure))" })
    let declared = try declarations()
    #expect(Set(declared.filter { $0.value == "Error" }.keys) == parts)
    #expect(Set(declared.filter { $0.value == "Failure" }.keys) == examples.union(unreachable))
  }

  /// The names of types that are declared to be errors, and whether as `Error` or as `Failure`.
  private func declarations() throws -> [String: String] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources")
    let paths = try FileManager.default.subpathsOfDirectory(atPath: root.path)
    let pattern = /\b(?:struct|enum|class|actor|extension) ([\w.]+): ?([^{]*)\{/
    var found: [String: String] = [:]
    for path in paths where path.hasSuffix(".swift") {
      let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
      for match in text.matches(of: pattern) {
        let protocols = match.2.split(whereSeparator: { $0 == "," || $0.isWhitespace })
        for kind in ["Error", "Failure"] where protocols.contains(Substring(kind)) {
          found["\(match.1.split(separator: ".").last ?? match.1)"] = kind
        }
      }
    }
    return found
  }
}
