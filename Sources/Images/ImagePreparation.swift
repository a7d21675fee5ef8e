/// What happens to a decoded image before it is normalised: one resize rule and one crop rule.
public struct ImagePreparation: Sendable, Hashable, CustomStringConvertible {
  /// How large images are made.
  public let resize: ResizeRule

  /// The size in pixels that the rule brings images to; without effect on those that it leaves.
  public let size: Int

  /// When queries are cut to their box.
  public let crop: QueryCropRule

  /// Creates a preparation from its two rules.
  ///
  /// - Parameters:
  ///   - resize: how large images are made.
  ///   - size: the size in pixels that the rule brings images to, at least 1.
  ///   - crop: when queries are cut to their box.
  public init(resize: ResizeRule, size: Int, crop: QueryCropRule) {
    precondition(size >= 1, "expected a size of at least 1, found \(size)")
    self.resize = resize
    self.size = size
    self.crop = crop
  }

  /// The rules' names, such as "resize=shrink-1024-lanczos,crop=cirtorch".
  ///
  /// Stable: cached descriptors are found by it.
  public var description: String { "resize=\(resize.name(size: size)),crop=\(crop.keyPart)" }

  /// Returns an image resized and, if it has a box, cut by the rules.
  ///
  /// - Parameters:
  ///   - image: as decoded.
  ///   - box: the object, in pixels of `image`; `nil` for database images. Clamped to the image.
  /// - Returns: an image of at least 1×1.
  public func prepare(_ image: PixelImage, box: PixelBox? = nil) -> PixelImage {
    guard let box else { return resize.apply(image, size: size) }
    switch crop {
    case .none:
      return resize.apply(image, size: size)
    case .cirtorch:
      let part = image.cropped(to: box)
      let partSize = resize.scaled(
        size, part: max(part.width, part.height), whole: max(image.width, image.height))
      return resize.apply(part, size: partSize)
    case .afterResize:
      let resized = resize.apply(image, size: size)
      return resized.cropped(to: scaled(box, from: image, to: resized))
    }
  }

  /// Each corner moves with the image, rounded to the nearest pixel, halves to the even one.
  private func scaled(_ box: PixelBox, from image: PixelImage, to resized: PixelImage) -> PixelBox {
    var ratio = (
      x: Double(resized.width) / Double(image.width),
      y: Double(resized.height) / Double(image.height)
    )
    if resize == .force {
      // VISSL scales both axes by the larger side's ratio, though the other side was rounded.
      let common = Double(size) / Double(max(image.width, image.height))
      ratio = (common, common)
    }
    return PixelBox(
      rounding: Double(box.x1) * ratio.x, Double(box.y1) * ratio.y, Double(box.x2) * ratio.x,
      Double(box.y2) * ratio.y)
  }
}
