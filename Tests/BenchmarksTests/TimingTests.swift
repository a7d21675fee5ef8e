import Benchmarks
import Retrieval
import Tensors
import Testing

@Suite struct TimingTests {
  private let workload = WorkloadReport(
    name: .searchLarge, title: "Search", unit: "queries", unitsPerRun: 70,
    operationsPerRun: 4e9,
    timings: [
      Timing(name: "iir", isOurs: true, seconds: [2, 9, 1, 2.5, 1.5]),
      Timing(name: "faiss", seconds: [3, 5]),
    ])

  @Test func medianOfAnOddNumberIsTheMiddleOne() {
    #expect(workload.timings[0].median == 2)
  }

  @Test func medianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
    #expect(workload.timings[1].median == 4)
  }

  @Test func ratesAndRatiosFollowFromMedians() {
    #expect(workload.rate(of: workload.timings[0]) == 35)
    #expect(workload.advantage(over: workload.timings[1]) == 2)
    #expect(workload.share(of: workload.timings[0], ofProductRate: 8e9) == 0.25)
  }

  @Test func withoutOursThereIsNoAdvantage() {
    let alone = WorkloadReport(
      name: .searchLarge, title: "", unit: "", unitsPerRun: 1, operationsPerRun: 1,
      timings: [workload.timings[1]])
    #expect(alone.advantage(over: workload.timings[1]) == nil)
  }

  @Test func agreementsKnowTheirDirection() {
    func agreement(_ value: Double, boundIsLower: Bool) -> Bool {
      Agreement(
        peer: "faiss", quantity: "", value: value, bound: 0.5, boundIsLower: boundIsLower
      ).isWithinBound
    }
    #expect(agreement(0.6, boundIsLower: true))
    #expect(!agreement(0.4, boundIsLower: true))
    #expect(agreement(0.4, boundIsLower: false))
    #expect(!agreement(0.6, boundIsLower: false))
    #expect(!agreement(.nan, boundIsLower: true))
    #expect(!agreement(.nan, boundIsLower: false))
  }

  @Test func leastCosineFindsTheWorstRow() {
    let first = Matrix(rows: 2, columns: 2, elements: [1, 0, 0, 2])
    let second = Matrix(rows: 2, columns: 2, elements: [3, 0, 3, 4])
    #expect(abs(leastCosine(first, second) - 0.8) < 1e-12)
    #expect(leastCosine(first, Matrix(rows: 1, columns: 2)) == -1)
  }

  @Test func equalScoresMayChangePlaces() {
    let ours = Rankings(
      queryCount: 1, depth: 3, indices: [4, 7, 9], scores: [0.9, 0.8, 0.799999])
    #expect(
      differencesBeyondTies(ours, indices: [4, 9, 7], scores: [0.9, 0.8, 0.799999]) == 0)
    #expect(
      differencesBeyondTies(ours, indices: [4, 7, 5], scores: [0.9, 0.8, 0.7]) == 1)
    #expect(differencesBeyondTies(ours, indices: [4, 7], scores: [0.9, 0.8]) == 3)
  }
}
