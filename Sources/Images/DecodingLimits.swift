/// What one image file may cost, and how much damage in it is accepted.
public struct DecodingLimits: Sendable, Hashable {
  /// The most pixels one image may have; checked before they are allocated.
  ///
  /// No side may have more than a million, whatever this says. A pixel takes 3 bytes, and up to 6
  /// more while a progressive JPEG is decoded.
  public var maxPixels: Int

  /// The most bytes one file may have.
  public var maxBytes: Int

  /// The most scans of a progressive JPEG: each costs a pass over the whole picture.
  public var maxScans: Int

  /// The most pixels that the scans of one image may visit together: twenty passes over the largest
  /// image, so that large ones may have fewer scans than `maxScans`.
  var maxScanVisits: Int {
    maxPixels.multipliedReportingOverflow(by: 20).overflow ? .max : 20 * maxPixels
  }

  /// Whether decoding goes on after a warning of libjpeg, which then makes missing pixels up.
  public var acceptsJPEGWarnings: Bool

  /// Creates limits; the defaults suit files from strangers.
  ///
  /// - Parameters:
  ///   - maxPixels: the most pixels of one image; 50 million.
  ///   - maxBytes: the most bytes of one file; 256 MiB.
  ///   - maxScans: the most scans of a progressive JPEG; 100, where encoders write about ten.
  ///   - acceptsJPEGWarnings: whether libjpeg's warnings are passed over; a truncated file is one.
  public init(
    maxPixels: Int = 50_000_000, maxBytes: Int = 256 << 20, maxScans: Int = 100,
    acceptsJPEGWarnings: Bool = false
  ) {
    precondition(
      maxPixels > 0 && maxBytes > 0 && maxScans > 0,
      "expected limits of at least 1, found \(maxPixels), \(maxBytes) and \(maxScans)")
    self.maxPixels = maxPixels
    self.maxBytes = maxBytes
    self.maxScans = maxScans
    self.acceptsJPEGWarnings = acceptsJPEGWarnings
  }
}
