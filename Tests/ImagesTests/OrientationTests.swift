import Images
import Testing

/// How pictures are turned, beside the words of the EXIF standard: which side of the picture the first
/// row and the first column that are stored show.
@Suite struct OrientationTests {
  /// One pixel, one row, one column, a square, and sides that differ.
  static let sizes = [(1, 1), (5, 1), (1, 4), (4, 4), (3, 2), (7, 5)]

  /// EXIF 2.32, table 6: where the pixel at (x, y) of the picture as seen is stored.
  private func stored(
    _ orientation: ImageOrientation, _ x: Int, _ y: Int, width: Int, height: Int
  ) -> (x: Int, y: Int) {
    let (right, bottom) = (width - 1, height - 1)
    return switch orientation {
    case .upright: (x, y)
    case .mirrored: (right - x, y)
    case .upsideDown: (right - x, bottom - y)
    case .flipped: (x, bottom - y)
    case .transposed: (y, x)
    case .turnedLeft: (y, bottom - x)
    case .transversed: (right - y, bottom - x)
    case .turnedRight: (right - y, x)
    }
  }

  /// The orientation that undoes another: all but the quarter turns undo themselves.
  private func inverse(_ orientation: ImageOrientation) -> ImageOrientation {
    switch orientation {
    case .turnedLeft: .turnedRight
    case .turnedRight: .turnedLeft
    default: orientation
    }
  }

  private func pixel(_ image: PixelImage, _ x: Int, _ y: Int) -> [UInt8] {
    Array(image.pixels[3 * (y * image.width + x)..<3 * (y * image.width + x) + 3])
  }

  @Test(arguments: ImageOrientation.allCases, sizes)
  func everyPixelStandsWhereTheStandardSays(
    orientation: ImageOrientation, size: (width: Int, height: Int)
  ) {
    let image = pattern(width: size.width, height: size.height)
    let seen = image.oriented(from: orientation)
    let swaps = orientation.rawValue >= 5
    #expect(seen.width == (swaps ? size.height : size.width))
    #expect(seen.height == (swaps ? size.width : size.height))
    for y in 0..<seen.height {
      for x in 0..<seen.width {
        let place = stored(orientation, x, y, width: size.width, height: size.height)
        #expect(pixel(seen, x, y) == pixel(image, place.x, place.y), "(\(x), \(y))")
      }
    }
  }

  @Test(arguments: ImageOrientation.allCases, sizes)
  func theInverseTurnsBack(orientation: ImageOrientation, size: (width: Int, height: Int)) {
    let image = pattern(width: size.width, height: size.height)
    #expect(image.oriented(from: orientation).oriented(from: inverse(orientation)) == image)
  }

  /// Boxes inside the picture, at its border, beyond it, and of one pixel.
  @Test(
    arguments: ImageOrientation.allCases,
    [(0, 0, 7, 5), (1, 2, 4, 3), (3, 0, 7, 1), (-2, 1, 3, 9), (6, 4, 7, 5), (-9, -9, 20, 20)])
  func cuttingTheTurnedPictureIsTurningTheCut(
    orientation: ImageOrientation, corners: (Int, Int, Int, Int)
  ) {
    let image = pattern(width: 7, height: 5)
    let cut = image.cropped(
      to: PixelBox(x1: corners.0, y1: corners.1, x2: corners.2, y2: corners.3))
    // The two pixels at the corners of the box, where they are seen.
    let back = inverse(orientation)
    let (width, height) = orientation.rawValue >= 5 ? (5, 7) : (7, 5)
    let first = stored(back, corners.0, corners.1, width: width, height: height)
    let last = stored(back, corners.2 - 1, corners.3 - 1, width: width, height: height)
    let box = PixelBox(
      x1: min(first.x, last.x), y1: min(first.y, last.y), x2: max(first.x, last.x) + 1,
      y2: max(first.y, last.y) + 1)
    #expect(image.oriented(from: orientation).cropped(to: box) == cut.oriented(from: orientation))
  }

  /// A filter has no left and right, no top and bottom; only the pass that comes first differs.
  @Test(
    arguments: ImageOrientation.allCases,
    [(23, 17, 9, 6), (23, 17, 40, 31), (6, 33, 6, 11), (19, 1, 5, 1)])
  func resizingTheTurnedPictureIsTurningTheResized(
    orientation: ImageOrientation, sizes: (Int, Int, Int, Int)
  ) {
    let image = SoftPattern.image(width: sizes.0, height: sizes.1)
    let (width, height) = (sizes.2, sizes.3)
    let swaps = orientation.rawValue >= 5
    let found = image.oriented(from: orientation).resized(
      width: swaps ? height : width, height: swaps ? width : height, filter: .bicubic)
    let expected = image.resized(width: width, height: height, filter: .bicubic)
      .oriented(from: orientation)
    #expect(found.width == expected.width && found.height == expected.height)
    // The first pass is rounded by half a level, and so is the second.
    #expect(SoftPattern.largestDifference(found, expected) <= 1)
  }
}
