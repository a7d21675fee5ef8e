/// What one image file may cost, and how much damage in it is accepted.
public struct DecodingLimits: Sendable, Hashable {
  /// The most pixels one image may have; checked before they are allocated.
  ///
  /// No side may have more than a million, whatever this says. A pixel takes 3 bytes, up to 6 more
  /// while a progressive JPEG is decoded, and 4 more while a lossless WebP is; one that was made to
  /// waste memory took 0.4 GB for its tables of codes besides.
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

  /// Whether decoding goes on where libjpeg makes missing pixels up.
  ///
  /// Of other formats a damaged file is always an error: their decoders end without a picture.
  public var acceptsDamage: Bool

  /// Creates limits; the defaults suit files from strangers.
  ///
  /// - Parameters:
  ///   - maxPixels: the most pixels of one image; 50 million.
  ///   - maxBytes: the most bytes of one file; 256 MiB.
  ///   - maxScans: the most scans of a progressive JPEG; 100, where encoders write about ten.
  ///   - acceptsDamage: whether pixels that libjpeg makes up are taken, as of a truncated file.
  public init(
    maxPixels: Int = 50_000_000, maxBytes: Int = 256 << 20, maxScans: Int = 100,
    acceptsDamage: Bool = false
  ) {
    precondition(
      maxPixels > 0 && maxBytes > 0 && maxScans > 0,
      "expected limits of at least 1, found \(maxPixels), \(maxBytes) and \(maxScans)")
    self.maxPixels = maxPixels
    self.maxBytes = maxBytes
    self.maxScans = maxScans
    self.acceptsDamage = acceptsDamage
  }
}
