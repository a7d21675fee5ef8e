public import Evaluation
public import Images
public import Specs

/// The image files that are shown.
public struct PictureFolder: Sendable, Hashable {
  private let root: String
  private let orientation: OrientationPolicy
  private let limits: DecodingLimits

  /// Creates a folder of pictures.
  ///
  /// - Parameters:
  ///   - root: the folder of all data sets, from which the files of first images are named.
  ///   - orientation: whether pictures are turned as EXIF says.
  ///   - limits: what a file may cost.
  public init(
    root: String, orientation: OrientationPolicy = .ignore,
    limits: DecodingLimits = DecodingLimits()
  ) {
    self.root = root
    self.orientation = orientation
    self.limits = limits
  }

  /// Creates the folder of an experiment's pictures, read as its networks see them.
  ///
  /// - Parameters:
  ///   - experiment: the experiment; pictures are turned where all of its rows turn them, and damage that it
  ///     accepts is accepted.
  ///   - root: the folder of all data sets.
  ///   - maxPixels: the most pixels of one image; the standard limit for nil.
  public init(of experiment: ResolvedExperiment, root: String, maxPixels: Int? = nil) {
    let turned = experiment.rankingRows.allSatisfy { $0.descriptor.orientation == .apply }
    var limits = DecodingLimits(acceptsDamage: experiment.onDamaged == .accept)
    if let maxPixels { limits.maxPixels = maxPixels }
    self.init(root: root, orientation: turned ? .apply : .ignore, limits: limits)
  }

  /// Reads the file of an image that is shown.
  ///
  /// - Parameter file: the file, from the folder of all data sets on.
  /// - Returns: its picture.
  /// - Throws: `ImageError` where the file is gone or damaged.
  public func picture(_ file: String) throws(ImageError) -> PixelImage {
    try PixelImage(contentsOf: path(of: file), orientation: orientation, limits: limits)
  }

  /// Makes a small copy of a picture, for pages that hold many.
  ///
  /// - Parameters:
  ///   - file: the file, from the folder of all data sets on.
  ///   - box: the part that is framed; nil for none.
  ///   - side: the longest side of the copy, in pixels; pictures are never enlarged.
  ///   - quality: libjpeg's scale, 1 (worst) to 100.
  /// - Returns: the bytes of a JPEG file.
  /// - Throws: `ImageError` where the file is gone or damaged; `ImageEncodingError`.
  public func thumbnail(
    _ file: String, box: PixelBounds? = nil, side: Int = 96, quality: Int = 85
  ) throws -> [UInt8] {
    try Self.small(try picture(file), box: box, side: side).encodedJPEG(quality: quality)
  }

  /// Returns a picture shrunk to a side, with a box drawn; never enlarged.
  package static func small(_ image: PixelImage, box: PixelBounds?, side: Int) -> PixelImage {
    let small = image.thumbnail(maxSide: side)
    guard let box else { return small }
    let (across, down) = (
      Double(small.width) / Double(image.width), Double(small.height) / Double(image.height)
    )
    let part = PixelBox(
      rounding: box.x1 * across, box.y1 * down, box.x2 * across, box.y2 * down
    ).clamped(toWidth: small.width, height: small.height)
    var canvas = Canvas(width: small.width, height: small.height)
    canvas.draw(small, x: 0, y: 0)
    // A light line within a dark one shows on any picture; both lie within the box.
    for (inset, ink) in [(1, Ink.black), (2, Ink.yellow), (3, Ink.yellow), (4, Ink.black)] {
      guard part.width > 2 * inset, part.height > 2 * inset else { break }
      canvas.frame(
        x: part.x1 + inset, y: part.y1 + inset, width: part.width - 2 * inset,
        height: part.height - 2 * inset, thickness: 1, with: ink)
    }
    return canvas.image
  }

  private func path(of file: String) -> String {
    file.hasPrefix("/") ? file : root.hasSuffix("/") ? root + file : "\(root)/\(file)"
  }
}
