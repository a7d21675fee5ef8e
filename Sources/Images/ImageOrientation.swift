/// Whether the orientation that a camera wrote into a file turns the picture.
public enum OrientationPolicy: String, Sendable, Hashable, Codable, CaseIterable {
  /// Pixels stay as they are stored. The default: the boxes of the benchmarks are in stored
  /// coordinates, and the projects of the field load images so.
  case ignore

  /// Pixels are turned and mirrored as EXIF says, like Pillow's `ImageOps.exif_transpose`. Boxes then
  /// count in the turned picture.
  case apply
}

/// The eight ways in which a stored picture may have to be turned, by their EXIF numbers.
public enum ImageOrientation: Int, Sendable, Hashable, CaseIterable {
  /// As stored.
  case upright = 1

  /// To be mirrored left to right.
  case mirrored

  /// To be turned by 180°.
  case upsideDown

  /// To be mirrored top to bottom.
  case flipped

  /// To be mirrored along the diagonal from the top left.
  case transposed

  /// To be turned clockwise by 90°.
  case turnedLeft

  /// To be mirrored along the diagonal from the top right.
  case transversed

  /// To be turned anticlockwise by 90°.
  case turnedRight

  /// Whether rows become columns.
  var swapsSides: Bool { rawValue >= 5 }
}

extension PixelImage {
  /// Returns the picture as it is to be seen when it was stored in an orientation.
  ///
  /// - Parameter orientation: what EXIF says of the stored pixels.
  /// - Returns: the same pixels, each elsewhere; sides swap when rows become columns.
  public func oriented(from orientation: ImageOrientation) -> PixelImage {
    guard orientation != .upright else { return self }
    let swaps = orientation.swapsSides
    let (newWidth, newHeight) = swaps ? (height, width) : (width, height)
    // Where pixel (0, 0) comes from, and how far its right and its lower neighbour are from it.
    let (right, down) = (1, width)
    let (top, bottom) = (0, (height - 1) * width)
    let last = width - 1
    let (origin, alongX, alongY) =
      switch orientation {
      case .upright: (top, right, down)
      case .mirrored: (top + last, -right, down)
      case .upsideDown: (bottom + last, -right, -down)
      case .flipped: (bottom, right, -down)
      case .transposed: (top, down, right)
      case .turnedLeft: (bottom, -down, right)
      case .transversed: (bottom + last, -down, -right)
      case .turnedRight: (top + last, down, -right)
      }
    let turned = unsafe pixels.withUnsafeBufferPointer { source in
      unsafe [UInt8](unsafeUninitializedCapacity: source.count) { target, initialized in
        var to = 0
        for y in 0..<newHeight {
          var from = 3 * (origin + y * alongY)
          for _ in 0..<newWidth {
            for channel in 0..<3 { unsafe target[to + channel] = source[from + channel] }
            to += 3
            from += 3 * alongX
          }
        }
        initialized = source.count
      }
    }
    return PixelImage(width: newWidth, height: newHeight, pixels: turned)
  }
}
