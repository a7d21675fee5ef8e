import Images
import Tensors

extension FuzzTarget {
  /// JPEG files of every kind that is decoded, upright and turned as EXIF says.
  static let jpeg = FuzzTarget(
    "jpeg", .binary, share: 8,
    corpus: { try images(in: $0, endingIn: [".jpg"]) },
    read: decode)

  /// PNG files of every kind, half of them with their checksums repaired.
  static let png = FuzzTarget(
    "png", .binary, share: 8,
    corpus: {
      try images(in: $0, endingIn: [".png"]) { bytes, generator in
        var bytes = bytes
        if generator.chance(0.5) { PNGFile.repairChecksums(&bytes) }
        return bytes
      }
    },
    read: decode)

  /// Pictures of both formats from the file to what a network sees.
  static let preparation = FuzzTarget(
    "preparation", .binary, share: 2,
    corpus: { try images(in: $0, endingIn: [".jpg", ".png"]) },
    read: { input in
      let path = try input.file()
      _ = try ImageHeader(contentsOf: path)
      let image = try PixelImage(contentsOf: path, orientation: .apply)
      let box = PixelBox(x1: -3, y1: 2, x2: Int(input.bytes.last ?? 9), y2: 40)
      let rules = [ResizeRule.shrink(maxSide: 64), .square(side: 32), .force(largerSide: 48)]
      for resize in rules {
        _ = ImagePreparation(resize: resize, crop: .cirtorch).prepare(image, box: box)
      }
    })

  @Sendable private static func decode(_ input: FuzzInput) throws {
    _ = try PixelImage(decoding: input.bytes, path: "input", orientation: .apply)
  }

  /// Returns the pictures that decoders are compared on, and none of what they should give.
  private static func images(
    in package: String, endingIn endings: [String],
    finish: @escaping FuzzSeed.Finish = { bytes, _ in bytes }
  ) throws -> [FuzzSeed] {
    try Corpus.files(
      in: "\(package)/Tests/ImagesTests/Golden", endingIn: endings, finish: finish
    ) { path in
      path.hasPrefix("decode-")
        || path.hasPrefix("Matrix/") && !path.hasSuffix(".jpg.png") && !path.hasSuffix(".png.png")
    }
  }
}
