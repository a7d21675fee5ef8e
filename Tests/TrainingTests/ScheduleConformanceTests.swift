import Testing
import Training

/// What every schedule keeps to, from its first step to beyond its last.
@Suite struct ScheduleConformanceTests {
  static let schedules = [
    CosineSchedule(peak: 1, warmUpSteps: 0, totalSteps: 1),
    CosineSchedule(peak: 0.3, warmUpSteps: 0, totalSteps: 10),
    CosineSchedule(peak: 0.3, floor: 0.3, warmUpSteps: 0, totalSteps: 10),
    CosineSchedule(peak: 0.03, floor: 0.001, warmUpSteps: 1, totalSteps: 2),
    CosineSchedule(peak: 2.4, floor: 0.1, warmUpSteps: 7, totalSteps: 8),
    CosineSchedule(peak: 1e-6, warmUpSteps: 500, totalSteps: 5000),
    CosineSchedule(peak: 0, warmUpSteps: 3, totalSteps: 9),
  ]

  @Test(arguments: schedules)
  func theFirstStepIsThePeakOrItsShareOfTheClimb(schedule: CosineSchedule) {
    let expected =
      schedule.warmUpSteps == 0 ? schedule.peak : schedule.peak / Float(schedule.warmUpSteps)
    #expect(schedule.learningRate(at: 0) == expected)
  }

  @Test(arguments: schedules)
  func theClimbEndsAtThePeakExactly(schedule: CosineSchedule) {
    #expect(schedule.learningRate(at: max(schedule.warmUpSteps - 1, 0)) == schedule.peak)
    #expect(schedule.learningRate(at: schedule.warmUpSteps) == schedule.peak)
  }

  @Test(arguments: schedules)
  func ratesRiseAndThenFall(schedule: CosineSchedule) {
    let rates = (0..<schedule.totalSteps + 3).map(schedule.learningRate)
    let steps = zip(rates, rates.dropFirst()).map { $1 - $0 }
    #expect(steps.prefix(schedule.warmUpSteps).allSatisfy { $0 >= 0 })
    #expect(steps.dropFirst(schedule.warmUpSteps).allSatisfy { $0 <= 0 })
    #expect(rates.dropFirst(schedule.warmUpSteps).allSatisfy { $0 >= schedule.floor })
    #expect(rates.allSatisfy { (0...schedule.peak).contains($0) })
  }

  @Test(arguments: schedules)
  func theRatesOfTheFallAverageHalfWay(schedule: CosineSchedule) {
    // Half a cosine is odd about its middle: rates at equal distances from it sum to both ends'.
    let fall = schedule.warmUpSteps + 1..<schedule.totalSteps
    let sums = fall.map {
      schedule.learningRate(at: $0)
        + schedule.learningRate(at: schedule.totalSteps + schedule.warmUpSteps - $0)
    }
    let wanted = Array(repeating: schedule.peak + schedule.floor, count: fall.count)
    #expect(largestDifference(sums, wanted) <= 1e-6 * max(schedule.peak, 1e-6))
  }

  @Test(arguments: schedules, [0, 1, 1_000_000])
  func stepsBeyondTheLastKeepTheFloor(schedule: CosineSchedule, beyond: Int) {
    #expect(schedule.learningRate(at: schedule.totalSteps + beyond) == schedule.floor)
  }
}
