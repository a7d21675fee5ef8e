import Images
import Specs
import Tensors

extension FuzzTarget {
  private static let jpegMarkers: [[UInt8]] =
    [0x00, 0x01, 0xC0, 0xC1, 0xC2, 0xC4, 0xC9, 0xCC, 0xD0, 0xD7, 0xD8, 0xD9, 0xDA, 0xDB, 0xDD]
    .map { [0xFF, $0] }
    + [
      [0xFF, 0xFF, 0xFF], [0xFF, 0xEE, 0, 14] + Array("Adobe".utf8),
      [0xFF, 0xE1, 0, 20] + Array("Exif\0\0MM\0*".utf8),
    ]

  private static let pngChunks: [[UInt8]] = [
    "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "iCCP", "sRGB", "bKGD", "hIST", "sPLT", "tEXt",
    "zTXt", "iTXt", "eXIf", "acTL", "fcTL", "fdAT", "tIME", "pHYs",
  ].map { Array($0.utf8) }

  /// JPEG files of every kind that is decoded, upright and turned as EXIF says.
  static let jpeg = FuzzTarget(
    "jpeg", .binary, share: 8, tokens: jpegMarkers,
    corpus: { try images(in: $0, endingIn: [".jpg"]) },
    read: decode)

  /// PNG files of every kind, half of them with their checksums repaired.
  static let png = FuzzTarget(
    "png", .binary, share: 8, tokens: pngChunks,
    corpus: {
      try images(in: $0, endingIn: [".png"]) { bytes, generator in
        var bytes = bytes
        if generator.chance(0.5) { PNGFile.repairChecksums(&bytes) }
        return bytes
      }
    },
    read: decode)

  private static let webPChunks: [[UInt8]] = [
    "RIFF", "WEBP", "VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP", "EXIF", "XMP ",
  ].map { Array($0.utf8) }

  /// WebP files, lossy and lossless, with and without transparency, still and moving.
  static let webP = FuzzTarget(
    "webp", .binary, tokens: webPChunks,
    corpus: { try images(in: $0, endingIn: [".webp"]) },
    read: decode)

  /// Pictures of all formats from the file to what a network sees.
  static let preparation = FuzzTarget(
    "preparation", .binary, share: 2,
    corpus: { try images(in: $0, endingIn: [".jpg", ".png", ".webp"]) },
    read: { input in
      let path = try input.file()
      _ = try ImageHeader(contentsOf: path)
      let image = try PixelImage(contentsOf: path, orientation: .apply)
      let box = PixelBox(x1: -3, y1: 2, x2: Int(input.bytes.last ?? 9), y2: 40)
      for (resize, size) in [(ResizeRule.shrink, 64), (.square, 32), (.force, 48)] {
        _ = ImagePreparation(resize: resize, size: size, crop: .cirtorch)
          .prepare(image, box: box)
      }
    })

  @Sendable private static func decode(_ input: FuzzInput) throws {
    _ = try PixelImage(decoding: input.bytes, path: "input", orientation: .apply)
  }

  /// Returns the pictures that decoders are compared on, those that are refused for a known reason,
  /// and none of what should come out.
  private static func images(
    in package: String, endingIn endings: [String],
    finish: @escaping FuzzSeed.Finish = { bytes, _ in bytes }
  ) throws -> [FuzzSeed] {
    try Corpus.files(
      in: "\(package)/Tests/ImagesTests/Golden", endingIn: endings, finish: finish
    ) { path in
      path.hasPrefix("decode-") || path.hasPrefix("Hostile/")
        || path.hasPrefix("Brought/") && !path.hasSuffix(".png")
        || path.hasPrefix("Matrix/") && !path.hasSuffix(".jpg.png") && !path.hasSuffix(".png.png")
    }
  }
}
