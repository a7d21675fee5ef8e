import Foundation
import Images
import Testing

@Suite struct HeaderTests {
  @Test(arguments: ["decode-baseline.jpg", "decode-progressive.jpg", "decode-interlaced.png"])
  func sizeIsThatOfTheDecodedImage(name: String) throws {
    let image = try golden(name)
    let header = try ImageHeader(contentsOf: goldenPath(name))
    #expect(header.width == image.width && header.height == image.height)
  }

  @Test func limitsHoldForHeadersToo() throws {
    let path = try goldenPath("decode-rgb.png")
    #expect(throws: ImageError.self) {
      try ImageHeader(contentsOf: path, limits: DecodingLimits(maxPixels: 10))
    }
  }

  @Test(arguments: [0, 1, 8, 20])
  func filesCutWithinTheHeaderAreRefused(bytes: Int) throws {
    let whole = try Data(contentsOf: URL(filePath: goldenPath("decode-baseline.jpg")))
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).jpg")
    try whole.prefix(bytes).write(to: file)
    #expect(throws: ImageError.self) { try ImageHeader(contentsOf: file.path) }
    try FileManager.default.removeItem(at: file)
  }
}
