import Failures
import Foundation
import Images
import Testing

@Suite struct DamagedFileTests {
  private func bytes(_ name: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: URL(fileURLWithPath: goldenPath(name))))
  }

  private func error(
    decoding bytes: [UInt8], limits: DecodingLimits = DecodingLimits()
  ) throws -> ImageError {
    try #require(throws: ImageError.self) {
      try PixelImage(decoding: bytes, path: "broken.jpg", limits: limits)
    }
  }

  /// A PNG file of `height` rows that states its size and holds nothing else.
  private func forgedPNG(width: UInt32, height: UInt32) throws -> [UInt8] {
    var bytes = try bytes("decode-rgb.png")
    let sides = [width, height].flatMap { side in
      stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: side >> UInt32($0)) }
    }
    bytes.replaceSubrange(16..<24, with: sides)
    let checksum = crc32(of: bytes[12..<29])
    bytes.replaceSubrange(
      29..<33,
      with: stride(from: 24, through: 0, by: -8).map {
        UInt8(truncatingIfNeeded: checksum >> UInt32($0))
      })
    return bytes
  }

  private func crc32(of bytes: ArraySlice<UInt8>) -> UInt32 {
    var sum: UInt32 = 0xffff_ffff
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? (sum >> 1) ^ 0xedb8_8320 : sum >> 1 }
    }
    return ~sum
  }

  @Test func aHalvedJPEGIsTruncated() throws {
    let whole = try bytes("decode-baseline.jpg")
    let error = try error(decoding: Array(whole.prefix(whole.count / 2 + 200)))
    #expect(
      error == .truncated(path: "broken.jpg", detail: "Premature end of JPEG file"))
  }

  @Test func aJPEGWithoutItsLastTwoBytesIsTruncated() throws {
    let error = try error(decoding: bytes("decode-baseline.jpg").dropLast(2))
    #expect(error == .truncated(path: "broken.jpg", detail: "Premature end of JPEG file"))
  }

  @Test func warningsCanBeAccepted() throws {
    let limits = DecodingLimits(acceptsDamage: true)
    let image = try PixelImage(
      decoding: bytes("decode-baseline.jpg").dropLast(2), path: "broken.jpg", limits: limits)
    #expect(image == (try golden("decoded-baseline.jpg.png")))
  }

  @Test func aHalvedPNGIsTruncated() throws {
    let whole = try bytes("decode-rgb.png")
    let error = try error(decoding: Array(whole.prefix(whole.count / 2)))
    #expect(error == .truncated(path: "broken.jpg", detail: "the file ends inside a chunk"))
  }

  @Test func aFlippedBitInAPNGIsDamage() throws {
    var bytes = try bytes("decode-rgb.png")
    bytes[60] ^= 4
    guard case .damaged = try error(decoding: bytes) else {
      Issue.record("expected damage")
      return
    }
  }

  @Test func anUnknownMarkerInAJPEGHeaderIsDamage() throws {
    var bytes = try bytes("decode-baseline.jpg")
    bytes[3] = 0x02
    guard case .damaged = try error(decoding: bytes) else {
      Issue.record("expected damage")
      return
    }
  }

  @Test func noBytesAreAnEmptyFile() throws {
    #expect(try error(decoding: []) == .empty(path: "broken.jpg"))
  }

  @Test func theFirstBytesOfASignatureAreTruncated() throws {
    #expect(
      try error(decoding: [0x89, 0x50, 0x4e])
        == .truncated(path: "broken.jpg", detail: "only 3 bytes"))
  }

  @Test func aForgedJPEGHeaderIsRefusedBeforeAllocation() throws {
    var bytes = try bytes("decode-baseline.jpg")
    let frame = try #require(bytes.indices.first { bytes[$0] == 0xff && bytes[$0 + 1] == 0xc0 })
    bytes.replaceSubrange(frame + 5..<frame + 9, with: [0xff, 0xdc, 0xff, 0xdc])
    #expect(
      try error(decoding: bytes)
        == .tooManyPixels(
          path: "broken.jpg", detail: "65500×65500 pixels, the limit is 50000000"))
  }

  @Test func aForgedPNGHeaderIsRefusedBeforeAllocation() throws {
    #expect(
      try error(decoding: forgedPNG(width: 0x7fff_ffff, height: 0x7fff_ffff))
        == .tooManyPixels(
          path: "broken.jpg", detail: "2147483647×2147483647 pixels, the limit is 50000000"))
  }

  @Test func aPixelBudgetIsKept() throws {
    #expect(
      try error(decoding: bytes("decode-baseline.jpg"), limits: DecodingLimits(maxPixels: 692))
        == .tooManyPixels(path: "broken.jpg", detail: "33×21 pixels, the limit is 692"))
  }

  @Test func progressiveScansAreCounted() throws {
    #expect(
      try error(decoding: bytes("decode-progressive.jpg"), limits: DecodingLimits(maxScans: 3))
        == .tooLarge(path: "broken.jpg", detail: "more progressive scans than the limit"))
  }

  @Test func aMissingFileIsUnreadable() throws {
    let error = try #require(throws: ImageError.self) {
      try PixelImage(contentsOf: "no/such/file.jpg")
    }
    #expect(
      error == .unreadable(path: "no/such/file.jpg", reason: "No such file or directory"))
    #expect(
      error.description
        == "Could not read image 'no/such/file.jpg': No such file or directory. "
        + "Check that the path exists and may be read.")
  }

  @Test func aFolderIsUnreadable() throws {
    let error = try #require(throws: ImageError.self) { try PixelImage(contentsOf: "/") }
    #expect(error == .unreadable(path: "/", reason: "it is not a regular file"))
  }

  @Test func aPipeIsUnreadableAtOnce() throws {
    let path = NSTemporaryDirectory() + "pipe-\(UUID().uuidString).jpg"
    try #require(unsafe mkfifo(path, 0o600) == 0)
    defer { unsafe unlink(path) }
    let error = try #require(throws: ImageError.self) { try PixelImage(contentsOf: path) }
    #expect(error == .unreadable(path: path, reason: "it is not a regular file"))
  }

  @Test func aFileBeyondTheLimitIsNotRead() throws {
    let path = try goldenPath("decode-rgb.png")
    let error = try #require(throws: ImageError.self) {
      try PixelImage(contentsOf: path, limits: DecodingLimits(maxBytes: 10))
    }
    guard case .tooLarge(path, _) = error else {
      Issue.record("expected the file to be too large, found \(error)")
      return
    }
  }
}
