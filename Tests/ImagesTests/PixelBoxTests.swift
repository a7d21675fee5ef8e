import Images
import Testing

/// Boxes at the borders of a picture and beyond them.
@Suite struct PixelBoxTests {
  private let width = 4
  private let height = 3

  /// Every pair of corners along an axis of some length, up to three pixels beyond either end.
  private static func spans(of length: Int) -> [(Int, Int)] {
    (-3...length + 3).flatMap { first in (-3...length + 3).map { (first, $0) } }
  }

  /// The pixels of an axis that a span covers; where it covers none, the one that is nearest to its
  /// first end.
  private func covered(_ span: (Int, Int), of length: Int) -> [Int] {
    let inside = (0..<length).filter { $0 >= span.0 && $0 < span.1 }
    return inside.isEmpty ? [min(max(span.0, 0), length - 1)] : inside
  }

  @Test(arguments: spans(of: 4))
  func clampingKeepsWhatIsInsideAndAtLeastOnePixel(first: Int, second: Int) {
    for (top, bottom) in Self.spans(of: height) {
      let clamped = PixelBox(x1: first, y1: top, x2: second, y2: bottom)
        .clamped(toWidth: width, height: height)
      #expect(Array(clamped.x1..<clamped.x2) == covered((first, second), of: width))
      #expect(Array(clamped.y1..<clamped.y2) == covered((top, bottom), of: height))
      #expect(clamped.clamped(toWidth: width, height: height) == clamped)
    }
  }

  @Test(arguments: spans(of: 4))
  func aCutHoldsThePixelsOfItsBox(first: Int, second: Int) {
    let image = pattern(width: width, height: height)
    for (top, bottom) in Self.spans(of: height) {
      let cut = image.cropped(to: PixelBox(x1: first, y1: top, x2: second, y2: bottom))
      let (columns, rows) = (
        covered((first, second), of: width), covered((top, bottom), of: height)
      )
      let expected = rows.flatMap { y in
        columns.flatMap { x in (0..<3).map { image.pixels[3 * (y * width + x) + $0] } }
      }
      #expect(cut == PixelImage(width: columns.count, height: rows.count, pixels: expected))
    }
  }

  @Test func cornersBeyondAllPicturesStayWithinWholeNumbers() {
    let box = PixelBox(rounding: -.infinity, -1e300, 1e300, .infinity)
    #expect(box.clamped(toWidth: width, height: height) == PixelBox(x1: 0, y1: 0, x2: 4, y2: 3))
  }

  /// What a rule does to a picture it does to a query whose object fills it.
  @Test(arguments: ResizeRule.allCases, [QueryCropRule.cirtorch, .afterResize])
  func aBoxThatIsThePictureCutsNothing(resize: ResizeRule, crop: QueryCropRule) {
    for (width, height) in [(40, 31), (31, 40), (7, 7), (90, 1)] {
      for size in [1, 20, 39, 64] {
        let preparation = ImagePreparation(resize: resize, size: size, crop: crop)
        let image = pattern(width: width, height: height)
        let whole = PixelBox(x1: 0, y1: 0, x2: width, y2: height)
        #expect(
          preparation.prepare(image, box: whole) == preparation.prepare(image),
          "\(width)×\(height) to \(size)")
      }
    }
  }

  /// No rule gives more pixels a side than its size, and a query is never larger than its picture.
  @Test(arguments: [ResizeRule.shrink, .force, .square], QueryCropRule.allCases)
  func noSideIsLongerThanTheSize(resize: ResizeRule, crop: QueryCropRule) {
    let image = pattern(width: 53, height: 38)
    for (x1, y1, x2, y2) in [(0, 0, 53, 38), (50, 30, 90, 90), (-5, 3, 12, 4), (60, 60, 70, 70)] {
      for size in [1, 2, 17, 53, 80] {
        let preparation = ImagePreparation(resize: resize, size: size, crop: crop)
        let prepared = preparation.prepare(image, box: PixelBox(x1: x1, y1: y1, x2: x2, y2: y2))
        #expect(max(prepared.width, prepared.height) <= size)
      }
    }
  }
}
