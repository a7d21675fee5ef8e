import Landmarks
import Rendering
import Testing

@Suite struct LabelRuleTests {
  /// A picture that shows a building well: 4,000 of its 4,400 pixels, 43 % of 96 × 96.
  private func measured(
    angle: Float = 10, visible: Float = 4000, framed: Float = 4200, whole: Float = 4400,
    brightness: Float = 120, contrast: Float = 40
  ) -> LabelRule.Measurement {
    let coverage = Coverage(
      visiblePixels: visible, framedPixels: framed, wholePixels: whole, share: visible / 9216,
      box: nil)
    return LabelRule.Measurement(
      angle: angle,
      visibility: Visibility(
        coverage: coverage, tone: Tone(brightness: brightness, contrast: contrast)))
  }

  @Test func aClearViewFromNearbyIsEasy() {
    #expect(LabelRule.label(measured()) == .easy)
  }

  @Test func aClearViewFromFurtherRoundIsHard() {
    #expect(LabelRule.label(measured(angle: 45)) == .hard)
  }

  @Test func aViewFromTheSideIsNotUsed() {
    #expect(LabelRule.label(measured(angle: 80)) == nil)
  }

  @Test func aViewFromBehindIsJunk() {
    #expect(LabelRule.label(measured(angle: 150)) == .junk)
  }

  @Test func aPartlyHiddenViewIsHard() {
    #expect(LabelRule.label(measured(visible: 3000)) == .hard)
  }

  @Test func anAlmostHiddenViewIsJunk() {
    #expect(LabelRule.label(measured(visible: 600)) == .junk)
  }

  @Test func aSmallClearViewIsHard() {
    #expect(LabelRule.label(measured(visible: 800, framed: 800, whole: 800)) == .hard)
  }

  @Test func aSpeckIsNotUsed() {
    #expect(LabelRule.label(measured(visible: 100, framed: 100, whole: 100)) == nil)
  }

  @Test func aDimViewIsHardAndADarkOneIsNotUsed() {
    #expect(LabelRule.label(measured(brightness: 40)) == .hard)
    #expect(LabelRule.label(measured(brightness: 20)) == nil)
  }

  @Test func aViewWithoutContrastIsJunk() {
    #expect(LabelRule.label(measured(contrast: 3)) == .junk)
  }

  @Test func duskHazeAndBlurAreNeverEasy() {
    var dusk = measured()
    dusk.dusk = 0.6
    var haze = measured()
    haze.haze = 0.5
    var blur = measured()
    blur.blur = 1
    #expect(LabelRule.label(dusk) == .hard)
    #expect(LabelRule.label(haze) == .hard)
    #expect(LabelRule.label(blur) == .hard)
  }

  @Test func aQueryShowsMoreThanAnEasyView() {
    #expect(LabelRule.isQuery(measured()))
    #expect(LabelRule.label(measured(whole: 5400)) == .easy)
    #expect(!LabelRule.isQuery(measured(whole: 5400)))
  }
}
