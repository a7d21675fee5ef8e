import Failures
import Images
import Testing

@Suite struct FileSignatureTests {
  private func error(decoding bytes: [UInt8]) throws -> ImageError {
    try #require(throws: ImageError.self) { try PixelImage(decoding: bytes, path: "photo.jpg") }
  }

  @Test(
    arguments: [
      (Array("GIF89a\u{1}\0".utf8), "a GIF picture"),
      (Array("BM6\0\0\0".utf8), "a BMP picture"),
      ([0x49, 0x49, 0x2a, 0x00, 8, 0, 0, 0], "a TIFF picture"),
      ([0x4d, 0x4d, 0x00, 0x2a, 0, 0, 0, 8], "a TIFF picture"),
      ([0, 0, 0, 0x18] + Array("ftypheic\0\0\0\0".utf8), "a HEIF picture"),
      ([0, 0, 0, 0x1c] + Array("ftypmif1\0\0\0\0".utf8), "a HEIF picture"),
      ([0, 0, 0, 0x1c] + Array("ftypavif\0\0\0\0".utf8), "an AVIF picture"),
      ([0, 0, 0, 0x0c] + Array("jP  \r\n".utf8), "a JPEG 2000 picture"),
      ([0xff, 0x0a, 0x00], "a JPEG XL picture"),
      (Array("8BPS\0\u{1}".utf8), "a Photoshop document"),
      (Array("%PDF-1.4".utf8), "a PDF document"),
      (Array("P6\n1 1\n255\n".utf8), "a portable pixmap"),
    ] as [([UInt8], String)])
  func otherPicturesAreNamed(bytes: [UInt8], name: String) throws {
    let error = try error(decoding: bytes)
    #expect(
      error
        == .unsupportedFormat(path: "photo.jpg", detail: "it is \(name), not JPEG, PNG or WebP"))
    #expect(error.description.hasSuffix("Convert it to an 8-bit JPEG or a PNG file."))
  }

  @Test(
    arguments: [
      (Array("<!DOCTYPE html><title>404</title>".utf8), "it is a web page"),
      (Array("\n <HTML><body>".utf8), "it is a web page"),
      (Array("<svg width=\"1\"/>".utf8), "it is an SVG drawing"),
      (Array("<?xml version=\"1.0\"?><Error/>".utf8), "it is an XML document"),
      (Array("{\"error\": \"not found\"}".utf8), "it is text"),
      (Array("version https://git-lfs".utf8), "it is a Git LFS pointer"),
      ([0x1f, 0x8b, 8], "it is a gzip archive"),
      ([UInt8](repeating: 0, count: 600), "it begins with nothing but zeros"),
      (
        [0xde, 0xad, 0xbe, 0xef, 0x00],
        "its first bytes, de ad be ef 00, are of no known picture format"
      ),
    ] as [([UInt8], String)])
  func otherFilesAreToldFromPictures(bytes: [UInt8], clause: String) throws {
    let error = try error(decoding: bytes)
    guard case .notAnImage(path: "photo.jpg", let detail) = error else {
      Issue.record("expected no image, found \(error)")
      return
    }
    #expect(detail.hasPrefix(clause))
    #expect(error.description.hasSuffix("Copy or download it again, or take it off the list."))
  }
}
