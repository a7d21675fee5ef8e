/// How an image is brought to its size before a network sees it.
///
/// A size is a number of pixels, at least 1.
public enum ResizeRule: String, Sendable, Hashable, Codable, CaseIterable {
  /// Images with a side above the size are shrunk to it, others stay (cirtorch; Lanczos).
  case shrink

  /// Images stay as they are (dirtorch).
  case none

  /// The larger side becomes the size, also by enlarging; both sides are rounded to the nearest whole
  /// number, halves to the even one (VISSL; bilinear).
  case force

  /// Images are warped to a square of the size (ROADMAP; bilinear).
  case square

  /// Returns an image as the rule makes it.
  public func apply(_ image: PixelImage, size: Int) -> PixelImage {
    switch self {
    case .shrink:
      return image.thumbnail(maxSide: size, filter: .lanczos)
    case .none:
      return image
    case .force:
      let ratio = Double(size) / Double(max(image.width, image.height))
      let sides = [image.width, image.height].map { side in
        max(1, Int((Double(side) * ratio).rounded(.toNearestOrEven)))
      }
      return image.resized(width: sides[0], height: sides[1], filter: .bilinear)
    case .square:
      return image.resized(width: size, height: size, filter: .bilinear)
    }
  }

  /// Returns the name of the rule with a size and its filter, such as "shrink-1024-lanczos".
  ///
  /// Stable: cached descriptors are found by it.
  func name(size: Int) -> String {
    switch self {
    case .shrink: "\(rawValue)-\(size)-lanczos"
    case .none: rawValue
    case .force, .square: "\(rawValue)-\(size)-bilinear"
    }
  }

  /// Returns the size for a part whose larger side is `part` pixels, cut from one of `whole` pixels.
  ///
  /// Sizes that refer to the larger side shrink in proportion, rounded down as Pillow's `thumbnail`
  /// does with the fraction it is given.
  func scaled(_ size: Int, part: Int, whole: Int) -> Int {
    switch self {
    case .shrink, .force: max(1, size * part / whole)
    case .none, .square: size
    }
  }
}
