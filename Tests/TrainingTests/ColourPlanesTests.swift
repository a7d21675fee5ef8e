import Images
import Testing
import Training

@Suite struct ColourPlanesTests {
  /// Four pixels: red, dark green, a muted blue and grey.
  private let picture = ColourPlanes(
    side: 2, values: [1, 0, 0.2, 0.5, 0, 0.5, 0.2, 0.5, 0, 0, 0.6, 0.5])

  private func isClose(_ picture: ColourPlanes, to expected: [Float]) -> Bool {
    zip(picture.values, expected).allSatisfy { abs($0 - $1) < 1e-5 }
  }

  @Test func mirroringSwapsLeftAndRight() {
    let image = PixelImage(
      width: 3, height: 3, pixels: (0..<27).map { UInt8(3 * $0) })
    let box = PixelBox(x1: 0, y1: 0, x2: 3, y2: 3)
    var (plain, mirrored) = (ColourPlanes(side: 3), ColourPlanes(side: 3))
    plain.resample(image, box: box)
    mirrored.resample(image, box: box, mirrors: true)
    let rows = stride(from: 0, to: 27, by: 3).map { plain.values[$0..<$0 + 3] }
    #expect(mirrored.values == rows.flatMap { $0.reversed() })
    #expect(mirrored != plain)
  }

  @Test func brightnessIsClippedAtWhite() {
    var changed = picture
    changed.scaleBrightness(by: 1.5)
    #expect(isClose(changed, to: [1, 0, 0.3, 0.75, 0, 0.75, 0.3, 0.75, 0, 0, 0.9, 0.75]))
  }

  @Test func noContrastLeavesTheMeanGrey() {
    // Greys 0.2989, 0.2935, 0.24558 and 0.49995; their mean is 0.3344825.
    var changed = picture
    changed.scaleContrast(by: 0)
    #expect(isClose(changed, to: Array(repeating: 0.334_482_5, count: 12)))
  }

  @Test func halfTheSaturationIsHalfwayToGrey() {
    var changed = picture
    changed.scaleSaturation(by: 0.5)
    #expect(
      isClose(
        changed,
        to: [
          0.649_45, 0.146_75, 0.222_79, 0.499_975, 0.149_45, 0.396_75, 0.222_79, 0.499_975,
          0.149_45, 0.146_75, 0.422_79, 0.499_975,
        ]))
  }

  @Test func factorsOfOneChangeNothing() {
    var changed = picture
    changed.scaleBrightness(by: 1)
    changed.scaleContrast(by: 1)
    changed.scaleSaturation(by: 1)
    #expect(changed == picture)
  }

  @Test func aThirdOfATurnMakesRedGreenAndGreenBlue() {
    var changed = picture
    changed.turnHue(by: 1 / 3)
    #expect(isClose(changed, to: [0, 0, 0.6, 0.5, 1, 0, 0.2, 0.5, 0, 0.5, 0.2, 0.5]))
  }

  @Test func turningTheHueBackRestoresTheColours() {
    var changed = picture
    changed.turnHue(by: 0.3)
    changed.turnHue(by: -0.3)
    #expect(isClose(changed, to: picture.values))
  }

  @Test func aBlurKeepsAFlatPicture() {
    var flat = ColourPlanes(side: 5, values: Array(repeating: 0.25, count: 75))
    flat.blur(sigma: 1.3, radius: 2)
    #expect(isClose(flat, to: Array(repeating: 0.25, count: 75)))
  }

  @Test func aBlurSpreadsAPointByTheGaussian() {
    // Weights exp(-1/2), 1, exp(-1/2) over their sum: 0.27406862, 0.45186276, 0.27406862.
    var point = ColourPlanes(side: 5, values: (0..<75).map { $0 == 12 ? 1 : 0 })
    point.blur(sigma: 1, radius: 1)
    let expected: [Float] = [
      0, 0, 0, 0, 0,
      0, 0.075_113_61, 0.123_841_40, 0.075_113_61, 0,
      0, 0.123_841_40, 0.204_179_96, 0.123_841_40, 0,
      0, 0.075_113_61, 0.123_841_40, 0.075_113_61, 0,
      0, 0, 0, 0, 0,
    ]
    #expect(isClose(point, to: expected + Array(repeating: 0, count: 50)))
  }

  @Test func aBlurMirrorsTheBorderWithoutRepeatingIt() {
    // Beyond the left border of the row 1, 0, 0 stands the 0 beside it, not the 1 again.
    var row = ColourPlanes(
      side: 3, values: [1, 0, 0, 1, 0, 0, 1, 0, 0] + Array(repeating: 0, count: 18))
    row.blur(sigma: 1, radius: 1)
    #expect(abs(row.values[0] - 0.451_862_76) < 1e-5)
  }
}
