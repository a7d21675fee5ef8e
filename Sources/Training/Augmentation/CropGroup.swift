/// Views of one size among those that are made of each image.
///
/// The multi-crop of Caron et al. 2020, section 3.2: a few views of usual size, and more of them that
/// are smaller and show small parts, which cost little.
public struct CropGroup: Sendable, Hashable {
  /// How many such views are made of each image, at least 1.
  public var count = 2

  /// The side of a view, in pixels, at least 1.
  public var size = 224

  /// The part of the image's area that a crop covers, above 0 and up to 1.
  public var cropArea = 0.14...1

  /// Creates the large views of SwAV.
  public init() {}
}

extension Augmentation {
  /// The number of views of each image under `multiCrop`, of all sizes together; nil without.
  public var cropCount: Int? { multiCrop.map { $0.map(\.count).reduce(0, +) } }

  /// Returns the settings of the views of one group.
  func views(of group: CropGroup) -> Augmentation {
    var settings = self
    settings.multiCrop = nil
    settings.outputSize = group.size
    settings.cropArea = group.cropArea
    return settings
  }

  /// The mean number of pixels of a view.
  public var meanPixelCount: Double {
    guard let groups = multiCrop, let count = cropCount else {
      return Double(outputSize * outputSize)
    }
    return Double(groups.map { $0.count * $0.size * $0.size }.reduce(0, +)) / Double(count)
  }
}
