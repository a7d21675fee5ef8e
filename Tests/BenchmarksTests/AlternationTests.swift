import Benchmarks
import Synchronization
import Testing

@Suite struct AlternationTests {
  /// Notes who ran, and answers with the times it was given.
  private final class Log: Sendable {
    private let entries = Mutex<[String]>([])

    var all: [String] { entries.withLock { $0 } }

    func contender(
      _ name: String, isOurs: Bool = false, _ seconds: [String: Double]
    ) -> Contender {
      Contender(name: name, isOurs: isOurs, variants: seconds.keys.sorted()) { variant in
        self.entries.withLock { $0.append(variant.isEmpty ? name : "\(name)/\(variant)") }
        return seconds[variant] ?? .nan
      }
    }
  }

  private struct Mistake: Error {}

  private let race = Alternation(repeats: 2, pause: .zero)

  @Test func contendersTakeTurnsAfterAWarmUp() throws {
    let log = Log()
    let result = try race.timings(of: [
      log.contender("A", isOurs: true, ["": 1]), log.contender("B", ["": 2]),
    ])
    #expect(log.all == ["A", "B", "A", "B", "A", "B"])
    #expect(result.timings.map(\.seconds) == [[1, 1], [2, 2]])
    #expect(result.timings.map(\.isOurs) == [true, false])
    #expect(result.notes == [])
  }

  @Test func theFasterVariantIsMeasured() throws {
    let log = Log()
    let result = try race.timings(of: [log.contender("B", ["slow": 3, "quick": 2])])
    #expect(result.timings.map(\.variant) == ["quick"])
    #expect(
      log.all == [
        "B/quick", "B/quick", "B/quick", "B/slow", "B/slow", "B/slow", "B/quick", "B/quick",
      ])
  }

  @Test func aPeerThatFailsIsLeftOutAndNamed() throws {
    let log = Log()
    let failing = Contender(name: "B") { _ in throw PeerError(peer: "B", reason: "no memory") }
    let result = try race.timings(of: [
      log.contender("A", isOurs: true, ["": 1]), failing, log.contender("C", ["": 2]),
    ])
    #expect(result.timings.map(\.name) == ["A", "C"])
    #expect(result.notes == ["B was not measured: no memory"])
  }

  @Test func aPeerThatFailsLaterIsLeftOutToo() throws {
    let log = Log()
    let runs = Mutex(0)
    let failing = Contender(name: "B") { _ in
      let run = runs.withLock { runs in
        runs += 1
        return runs
      }
      guard run < 3 else { throw PeerError(peer: "B", reason: "crashed") }
      return 1
    }
    let result = try race.timings(of: [
      log.contender("A", isOurs: true, ["": 1]), failing,
    ])
    #expect(result.timings.map(\.name) == ["A"])
    #expect(result.notes == ["B was not measured: crashed"])
  }

  @Test func ourOwnMistakeEndsTheRace() throws {
    let ours = Contender(name: "iir", isOurs: true) { _ in throw Mistake() }
    #expect(throws: Mistake.self) { try race.timings(of: [ours]) }
  }
}
