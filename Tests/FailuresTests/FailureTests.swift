import Failures
import Testing

@Suite struct FailureTests {
  private struct Example: Failure {
    var kind = FailureKind.stageFailed
    var subject = "a.txt"
    var reason = "it is empty"
    var advice = ""
  }

  @Test func theMessageNamesSubjectAndReason() {
    #expect("\(Example())" == "a.txt: it is empty.")
  }

  @Test func aSentenceOfAdviceStandsByItself() {
    #expect("\(Example(advice: "Fill it."))" == "a.txt: it is empty. Fill it.")
  }

  @Test func aClauseOfAdviceGoesOnInTheSentence() {
    #expect("\(Example(advice: "run it: iir run a"))" == "a.txt: it is empty; run it: iir run a")
  }

  @Test func aSentenceThatHasItsEndGetsNoOther() {
    #expect("\(Example(reason: "is it whole?"))" == "a.txt: is it whole?")
    #expect("\(Example(reason: "It is.", advice: "Fill it."))" == "a.txt: It is. Fill it.")
  }

  @Test func aNameThatDrivesATerminalIsSpeltOut() {
    #expect("\(Example(subject: "a\u{1B}[2J"))" == "a\\u{1B}[2J: it is empty.")
  }

  @Test(
    arguments: [
      (FailureKind.resultsDiffer, 1), (.usage, 2), (.missingInput, 3), (.damagedInput, 3),
      (.stageFailed, 4), (.cacheOrDisk, 5), (.nothingToCompare, 6), (.busy, 75),
      (.interrupted, 130),
    ] as [(FailureKind, Int32)])
  func theExitCodeFollowsFromTheKind(kind: FailureKind, code: Int32) {
    #expect(kind.exitCode == code)
  }

  @Test func everyKindEndsWithAnErrorOfTheContract() {
    #expect(Set(FailureKind.allCases.map(\.exitCode)) == [1, 2, 3, 4, 5, 6, 75, 130])
  }
}
