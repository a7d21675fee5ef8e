import Report
import Testing

@Suite struct TrainingCurveTests {
  @Test func valuesStandBesideTheViews() throws {
    let log = """
      step,views,loss,learningRate,validation
      1,32,2.5,0.1,
      2,64,2.25,0.05,0.5

      """
    let curve = try #require(TrainingCurve(log: log))
    #expect(curve.points["loss"]?.map(\.views) == [32, 64])
    #expect(curve.points["loss"]?.map(\.value) == [2.5, 2.25])
    #expect(curve.points["validation"]?.map(\.views) == [64])
    #expect(curve.points["gradientNorm"] == nil)
  }

  @Test(arguments: ["", "step,loss\n1,2\n", "views\n", "step,views\n1\n"])
  func whatIsNoLogIsNone(text: String) {
    #expect(TrainingCurve(log: text) == nil)
  }
}
