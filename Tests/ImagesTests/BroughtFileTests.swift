import Failures
import Foundation
import Images
import Testing

/// The files that `make_brought_goldens.py` writes: WebP, and JPEG files with oddities or damage.
@Suite struct BroughtFileTests {
  /// The files to decode; each has a neighbour of the same name and ".png" more.
  static let names: [String] = {
    let folder = Bundle.module.bundlePath + "/Golden/Brought"
    let found = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return found.filter { found.contains("\($0).png") }.sorted()
  }()

  private func bytes(_ name: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: URL(fileURLWithPath: goldenPath("Brought/\(name)"))))
  }

  @Test func theFilesAreThere() {
    #expect(Self.names.count { $0.hasSuffix(".jpg") } == 21)
    #expect(Self.names.count { $0.hasSuffix(".webp") } == 27)
  }

  @Test(arguments: names.filter { !$0.hasPrefix("exif-") && !$0.hasPrefix("cut-") })
  func pixelsEqualPillows(name: String) throws {
    let decoded = try DecodedImage(contentsOf: goldenPath("Brought/\(name)"))
    #expect(decoded.image == (try golden("Brought/\(name).png")))
    #expect(decoded.acceptedDamage == nil)
  }

  @Test(arguments: names.filter { $0.hasPrefix("exif-") })
  func orientationsOfWebPEqualPillows(name: String) throws {
    let path = try goldenPath("Brought/\(name)")
    let decoded = try DecodedImage(contentsOf: path, orientation: .apply)
    #expect(decoded.image == (try golden("Brought/\(name).png")))
    #expect(ImageOrientation(statedIn: path) == decoded.orientation)
    #expect(try ImageHeader(contentsOf: path).orientation == decoded.orientation)
  }

  @Test func anUnannouncedChunkStatesNothing() throws {
    #expect(
      ImageOrientation(statedIn: try goldenPath("Brought/exif-unannounced.webp")) == .upright)
    #expect(ImageOrientation(statedIn: try goldenPath("Brought/exif-6.webp")) == .turnedLeft)
  }

  @Test(arguments: names.filter { $0.hasPrefix("cut-") })
  func damageIsAcceptedOnRequestOnly(name: String) throws {
    let path = try goldenPath("Brought/\(name)")
    #expect(throws: ImageError.self) { try PixelImage(contentsOf: path) }
    let accepted = try DecodedImage(
      contentsOf: path, limits: DecodingLimits(acceptsDamage: true))
    #expect(accepted.image == (try golden("Brought/\(name).png")))
    #expect(accepted.acceptedDamage == "Premature end of JPEG file")
  }

  @Test(arguments: ["lossy-60.webp", "lossless-alpha.webp", "animation.webp", "exif-6.webp"])
  func everyTruncationOfWebPIsAnError(name: String) throws {
    let whole = try bytes(name)
    let limits = DecodingLimits(acceptsDamage: true)
    for count in whole.indices {
      #expect(throws: ImageError.self) {
        try PixelImage(decoding: Array(whole.prefix(count)), path: name, limits: limits)
      }
    }
  }

  @Test(arguments: ["lossy-60-alpha.webp", "lossless.webp", "animation.webp", "exif-6.webp"])
  func flippedBitsOfWebPNeverCrash(name: String) throws {
    let limits = DecodingLimits(maxPixels: 1 << 20)
    let outcomes = outcomesOfFlippedBits(in: try bytes(name), name: name, limits)
    #expect(outcomes.errors > 0 && outcomes.errors + outcomes.pictures == 400)
  }

  @Test func aPixelBudgetIsKeptBeforeWebPIsDecoded() throws {
    let error = try #require(throws: ImageError.self) {
      try PixelImage(
        decoding: bytes("lossless.webp"), path: "a.webp", limits: DecodingLimits(maxPixels: 512))
    }
    #expect(error == .tooManyPixels(path: "a.webp", detail: "27×19 pixels, the limit is 512"))
    #expect(error.description.hasSuffix("or raise the limit with --max-pixels."))
  }

  /// A header that states 16383×16383 pixels and holds no more than a few bytes of them.
  @Test func aForgedSizeOfWebPIsRefusedBeforeAllocation() throws {
    var bytes = try bytes("lossless.webp")
    let sides = 0x3fff | 0x3fff << 14 as UInt32
    for shift in 0..<4 { bytes[21 + shift] = UInt8(truncatingIfNeeded: sides >> UInt32(8 * shift)) }
    let error = try #require(throws: ImageError.self) {
      try PixelImage(decoding: bytes, path: "a.webp")
    }
    #expect(
      error
        == .tooManyPixels(path: "a.webp", detail: "16384×16384 pixels, the limit is 50000000"))
  }

  @Test func otherRIFFFilesAreNoPictures() throws {
    let sound = Array("RIFF\u{10}\0\0\0WAVEfmt ".utf8)
    let error = try #require(throws: ImageError.self) {
      try PixelImage(decoding: sound, path: "a.webp")
    }
    guard case .notAnImage = error else {
      Issue.record("expected no picture, found \(error)")
      return
    }
  }

  @Test func textsThatBeginLikePicturesAreTexts() throws {
    let folder = NSTemporaryDirectory()
    for (text, isPicture) in [("BMW/1.jpg\n", false), ("GIF89a\u{1}\0", true), ("P6\n", false)] {
      let path = folder + "begin-\(UUID().uuidString)"
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      defer { unsafe unlink(path) }
      #expect(try PictureFile.isPicture(at: path) == isPicture)
    }
    #expect(try PictureFile.isPicture(at: goldenPath("Brought/lossless.webp")))
  }
}
