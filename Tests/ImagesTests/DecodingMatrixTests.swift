import Foundation
import Images
import Testing

/// The files that `make_decoding_goldens.py` writes: many encoders, and the pixels that Pillow reads.
@Suite struct DecodingMatrixTests {
  /// The files to decode; each has a neighbour of the same name and ".png" more.
  static let names: [String] = {
    let folder = Bundle.module.bundlePath + "/Golden/Matrix"
    let found = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return found.filter { found.contains("\($0).png") }.sorted()
  }()

  @Test func theMatrixIsThere() {
    #expect(Self.names.count { $0.hasSuffix(".jpg") } == 52)
    #expect(Self.names.count { $0.hasSuffix(".png") } == 38)
  }

  @Test(arguments: names.filter { !$0.hasPrefix("exif-") })
  func pixelsEqualPillows(name: String) throws {
    let decoded = try PixelImage(contentsOf: goldenPath("Matrix/\(name)"))
    #expect(decoded == (try golden("Matrix/\(name).png")))
  }

  @Test(arguments: names.filter { $0.hasPrefix("exif-") || $0.hasPrefix("stated-") })
  func orientationsEqualPillows(name: String) throws {
    let decoded = try PixelImage(contentsOf: goldenPath("Matrix/\(name)"), orientation: .apply)
    #expect(decoded == (try golden("Matrix/\(name).png")))
  }

  @Test(arguments: 2...8)
  func orientationsAreIgnoredUnlessAskedFor(orientation: Int) throws {
    let stored = try golden("Matrix/exif-1.jpg")
    #expect(try golden("Matrix/exif-\(orientation).jpg") == stored)
  }
}
