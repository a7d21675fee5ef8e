/// How large an image is made before a network sees it.
public enum ResizeRule: Sendable, Hashable, CustomStringConvertible {
  /// Images with a side above `maxSide` are shrunk to it, others stay (cirtorch; Lanczos).
  case shrink(maxSide: Int)

  /// Images stay as they are (dirtorch).
  case none

  /// The larger side becomes `largerSide`, also by enlarging; both sides are rounded to the nearest
  /// whole number, halves to the even one (VISSL; bilinear).
  case force(largerSide: Int)

  /// Images are warped to a square (ROADMAP; bilinear).
  case square(side: Int)

  /// Returns an image of the size that the rule states.
  public func apply(_ image: PixelImage) -> PixelImage {
    switch self {
    case .shrink(let maxSide):
      return image.thumbnail(maxSide: maxSide, filter: .lanczos)
    case .none:
      return image
    case .force(let largerSide):
      let ratio = Double(largerSide) / Double(max(image.width, image.height))
      let sides = [image.width, image.height].map { side in
        max(1, Int((Double(side) * ratio).rounded(.toNearestOrEven)))
      }
      return image.resized(width: sides[0], height: sides[1], filter: .bilinear)
    case .square(let side):
      return image.resized(width: side, height: side, filter: .bilinear)
    }
  }

  /// The name of the rule with its size and filter, such as "shrink-1024-lanczos".
  ///
  /// Stable: cached descriptors are found by it.
  public var description: String {
    switch self {
    case .shrink(let maxSide): "shrink-\(maxSide)-lanczos"
    case .none: "none"
    case .force(let largerSide): "force-\(largerSide)-bilinear"
    case .square(let side): "square-\(side)-bilinear"
    }
  }

  /// The rule for a part whose larger side is `part` pixels, cut from one of `whole` pixels.
  ///
  /// Sizes that refer to the larger side shrink in proportion, rounded down as Pillow's `thumbnail`
  /// does with the fraction it is given.
  func scaled(part: Int, whole: Int) -> ResizeRule {
    switch self {
    case .shrink(let maxSide): .shrink(maxSide: max(1, maxSide * part / whole))
    case .force(let largerSide): .force(largerSide: max(1, largerSide * part / whole))
    case .none, .square: self
    }
  }
}
