import Testing
import Training

@Suite struct CosineScheduleTests {
  @Test func warmUpClimbsLinearlyToThePeak() {
    let schedule = CosineSchedule(peak: 0.8, warmUpSteps: 4, totalSteps: 10)
    #expect((0..<4).map(schedule.learningRate) == [0.2, 0.4, 0.6, 0.8])
  }

  @Test func rateFallsAlongHalfACosine() {
    let schedule = CosineSchedule(peak: 1, warmUpSteps: 2, totalSteps: 6)
    // ½(1 + cos(πt)) at t = 0, ¼, ½, ¾.
    let expected: [Float] = [1, 0.853_553_4, 0.5, 0.146_446_6]
    #expect(largestDifference((2..<6).map(schedule.learningRate), expected) < 1e-6)
  }

  @Test func floorIsReachedAtTheEndAndKept() {
    let schedule = CosineSchedule(peak: 1, floor: 0.1, warmUpSteps: 0, totalSteps: 2)
    #expect(largestDifference((0..<4).map(schedule.learningRate), [1, 0.55, 0.1, 0.1]) < 1e-6)
  }
}
