/// When a query image is cut to the box of its object.
public enum QueryCropRule: String, Sendable, Hashable, Codable, CaseIterable {
  /// Cut first, then resize to `size · max(crop sides) / max(image sides)`: the object comes out as
  /// large as it would in the whole image.
  case cirtorch

  /// Resize the whole image first, then cut by the box scaled likewise (VISSL).
  case afterResize

  /// Never cut (DINO).
  case none
}
