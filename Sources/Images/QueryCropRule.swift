/// When a query image is cut to the box of its object.
///
/// Corners are rounded to whole pixels, halves to the even one, and boxes are clamped to the image: a
/// part outside of it is left away, where Pillow's `crop` would add black pixels and NumPy's slices
/// would count from the far side. Boxes inside the image give the pixels of the projects named.
public enum QueryCropRule: String, Sendable, Hashable, Codable, CaseIterable {
  /// Cut first, then resize to `size · max(crop sides) / max(image sides)`, rounded down and at least
  /// 1: the object comes out as large as it would in the whole image.
  ///
  /// `ImagesFromList` of cirtorch; an early version of it resized the crop to `size` itself.
  case cirtorch

  /// Resize the whole image first, then cut by the box scaled likewise.
  ///
  /// `load_and_prepare_image` of VISSL, for the classic sets. For the revisited sets its loader cuts
  /// too, but goes on with the whole image, so that its results there are those of `none`.
  case afterResize = "after-resize"

  /// Never cut (DINO).
  case none

  /// The name of the rule in the keys of cached descriptors, which have to stay as they are.
  var keyPart: String { self == .afterResize ? "afterResize" : rawValue }
}
