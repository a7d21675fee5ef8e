import Images

/// How much of the landmark a picture shows, measured while it was made.
public struct Visibility: Sendable, Equatable {
  /// What the landmark covers.
  public let coverage: Coverage

  /// How bright it is.
  public let tone: Tone

  /// Creates a measurement.
  public init(coverage: Coverage, tone: Tone) {
    self.coverage = coverage
    self.tone = tone
  }
}

/// What part of a picture the landmark covers.
public struct Coverage: Sendable, Equatable {
  /// Pixels of the landmark that can be seen.
  public let visiblePixels: Float

  /// Pixels it would cover inside the frame if nothing stood before it.
  public let framedPixels: Float

  /// Pixels it would cover if nothing stood before it and the frame did not end.
  public let wholePixels: Float

  /// The part of the picture that shows the landmark, 0 to 1.
  public let share: Float

  /// The smallest box that holds every pixel with a visible part of the landmark, or nil.
  public let box: PixelBox?

  /// The part of the picture that other buildings, people and trees cover, 0 to 1.
  public let clutter: Float

  /// Creates a measurement.
  public init(
    visiblePixels: Float, framedPixels: Float, wholePixels: Float, share: Float, box: PixelBox?,
    clutter: Float = 0
  ) {
    self.clutter = clutter
    self.visiblePixels = visiblePixels
    self.framedPixels = framedPixels
    self.wholePixels = wholePixels
    self.share = share
    self.box = box
  }

  /// The visible part of the whole landmark, 0 to 1.
  public var fraction: Float { wholePixels > 0 ? min(visiblePixels / wholePixels, 1) : 0 }

  /// The part inside the frame that nothing hides, 0 to 1.
  public var unoccluded: Float { framedPixels > 0 ? visiblePixels / framedPixels : 0 }
}

/// How bright the landmark is in a picture.
public struct Tone: Sendable, Equatable {
  /// Mean brightness of the landmark's pixels, 0 to 255.
  public let brightness: Float

  /// Deviation of the brightness of the landmark's pixels, 0 to 127.
  public let contrast: Float

  /// Creates a measurement.
  public init(brightness: Float, contrast: Float) {
    self.brightness = brightness
    self.contrast = contrast
  }

  /// What a good photographer gets; stands in where nothing is known yet.
  public static let ideal = Tone(brightness: 128, contrast: 48)
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

extension Coverage {
  /// Measures a picture plane.
  ///
  /// - Parameters:
  ///   - raster: the nearest face at each of two by two samples of a pixel.
  ///   - landmarkFaces: faces below this index belong to the landmark.
  ///   - inFrame: samples of the landmark before anything else was drawn.
  ///   - whole: samples of the landmark without the frame's limits.
  init(of raster: borrowing DepthRaster, landmarkFaces: Int, inFrame: Int, whole: Float) {
    var visible = 0
    let others = raster.faces.reduce(into: 0) { $0 += Int($1) >= landmarkFaces ? 1 : 0 }
    var box = PixelBox(left: Int.max, top: Int.max, right: 0, bottom: 0)
    for row in 0..<raster.height {
      var first = Int.max
      var last = -1
      for column in 0..<raster.width
      where UInt32(bitPattern: raster.faces[row * raster.width + column]) < landmarkFaces {
        visible += 1
        first = min(first, column)
        last = column
      }
      guard last >= 0 else { continue }
      box.left = min(box.left, first / 2)
      box.right = max(box.right, last / 2 + 1)
      box.top = min(box.top, row / 2)
      box.bottom = row / 2 + 1
    }
    self.init(
      visiblePixels: Float(visible) / 4, framedPixels: Float(inFrame) / 4,
      wholePixels: max(whole, Float(inFrame)) / 4,
      share: Float(visible) / Float(raster.width * raster.height), box: visible > 0 ? box : nil,
      clutter: Float(others) / Float(raster.width * raster.height))
  }
}

extension Tone {
  /// Measures a finished picture where the landmark is seen.
  init(of image: PixelImage, raster: borrowing DepthRaster, landmarkFaces: Int) {
    var count: Float = 0
    var sum: Float = 0
    var squares: Float = 0
    for y in 0..<image.height {
      for x in 0..<image.width {
        let face = raster.faces[2 * y * raster.width + 2 * x]
        guard face >= 0 && face < landmarkFaces else { continue }
        let pixel = 3 * (y * image.width + x)
        let brightness =
          0.299 * Float(image.pixels[pixel]) + 0.587 * Float(image.pixels[pixel + 1])
          + 0.114 * Float(image.pixels[pixel + 2])
        count += 1
        sum += brightness
        squares += brightness * brightness
      }
    }
    let mean = sum / max(count, 1)
    self.init(
      brightness: mean, contrast: max(squares / max(count, 1) - mean * mean, 0).squareRoot())
  }
}
