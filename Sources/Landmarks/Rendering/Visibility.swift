import Images

/// How much of the landmark a picture shows, measured while it was made.
public struct Visibility: Sendable, Equatable {
  /// Pixels of the landmark that can be seen.
  public let visiblePixels: Float

  /// Pixels it would cover inside the frame if nothing stood before it.
  public let framedPixels: Float

  /// Pixels it would cover if nothing stood before it and the frame did not end.
  public let wholePixels: Float

  /// The visible part of the whole landmark, 0 to 1.
  public var fraction: Float { wholePixels > 0 ? min(visiblePixels / wholePixels, 1) : 0 }

  /// The part inside the frame that nothing hides, 0 to 1.
  public var unoccluded: Float { framedPixels > 0 ? visiblePixels / framedPixels : 0 }

  /// The part of the picture that shows the landmark, 0 to 1.
  public let share: Float

  /// Mean brightness of the landmark's pixels, 0 to 255.
  public let brightness: Float

  /// Deviation of the brightness of the landmark's pixels, 0 to 127.
  public let contrast: Float

  /// The smallest box that holds every pixel with a visible part of the landmark, or nil.
  public let box: PixelBox?
}

/// A rectangle of pixels: columns `left` to `right - 1`, rows `top` to `bottom - 1`.
public struct PixelBox: Sendable, Equatable {
  /// The first column.
  public var left: Int
  /// The first row.
  public var top: Int
  /// One past the last column.
  public var right: Int
  /// One past the last row.
  public var bottom: Int

  /// Creates a rectangle.
  public init(left: Int, top: Int, right: Int, bottom: Int) {
    (self.left, self.top, self.right, self.bottom) = (left, top, right, bottom)
  }

  /// Returns the box grown outward to multiples of a step, inside a picture.
  ///
  /// Steps keep the number of distinct crop shapes small, which networks that compile a plan for
  /// each shape are glad of.
  public func grown(toMultiplesOf step: Int, within side: Int) -> PixelBox {
    PixelBox(
      left: left / step * step, top: top / step * step,
      right: min((right + step - 1) / step * step, side),
      bottom: min((bottom + step - 1) / step * step, side))
  }
}

extension Visibility {
  /// Measures a finished picture.
  ///
  /// - Parameters:
  ///   - image: the picture, for brightness.
  ///   - raster: the nearest face at each of two by two samples of a pixel.
  ///   - landmarkFaces: faces below this index belong to the landmark.
  ///   - inFrame: samples of the landmark before anything else was drawn.
  ///   - whole: samples of the landmark without the frame's limits.
  init(
    image: PixelImage, raster: borrowing DepthRaster, landmarkFaces: Int, inFrame: Int, whole: Float
  ) {
    var visible = 0
    var box = PixelBox(left: Int.max, top: Int.max, right: 0, bottom: 0)
    var sum: Float = 0
    var squares: Float = 0
    for row in 0..<raster.height {
      for column in 0..<raster.width {
        let face = raster.faces[row * raster.width + column]
        guard face >= 0 && face < landmarkFaces else { continue }
        visible += 1
        let (x, y) = (column / 2, row / 2)
        box.left = min(box.left, x)
        box.top = min(box.top, y)
        box.right = max(box.right, x + 1)
        box.bottom = max(box.bottom, y + 1)
        let pixel = 3 * (y * image.width + x)
        let brightness =
          0.299 * Float(image.pixels[pixel]) + 0.587 * Float(image.pixels[pixel + 1])
          + 0.114 * Float(image.pixels[pixel + 2])
        sum += brightness
        squares += brightness * brightness
      }
    }
    visiblePixels = Float(visible) / 4
    framedPixels = Float(inFrame) / 4
    wholePixels = max(whole, Float(inFrame)) / 4
    share = visiblePixels / Float(image.width * image.height)
    let count = max(Float(visible), 1)
    brightness = sum / count
    contrast = max(squares / count - (sum / count) * (sum / count), 0).squareRoot()
    self.box = visible > 0 ? box : nil
  }
}
