/// What the first bytes of a file say it is: one of the formats that are read.
enum FileSignature: CaseIterable {
  case jpeg, png, webp

  /// Reads the first bytes; the name of the file has no say.
  ///
  /// - Parameters:
  ///   - bytes: the file, or at least its first 512 bytes.
  ///   - path: the name of the file, for errors only.
  /// - Throws: `ImageError.truncated` for less than a signature, `unsupportedFormat` for pictures of
  ///   other kinds, `notAnImage` for anything else.
  init(of bytes: [UInt8], path: String) throws(ImageError) {
    guard !bytes.isEmpty else { throw .empty(path: path) }
    if let match = Self.allCases.first(where: { $0.matches(bytes) }) {
      self = match
      return
    }
    if Self.allCases.contains(where: { $0.couldBegin(with: bytes) }) {
      throw .truncated(path: path, detail: "only \(bytes.count) bytes")
    }
    if let picture = foreignPictures.first(where: { $0.matches(bytes) }) {
      throw .unsupportedFormat(path: path, detail: "it is \(picture.name), not JPEG, PNG or WebP")
    }
    throw .notAnImage(path: path, detail: kindOfOther(bytes))
  }

  /// Returns whether bytes begin like a picture, of a format that is read or not, and unlike a text.
  ///
  /// - Parameter bytes: the file, or at least its first 512 bytes.
  /// - Returns: whether they do.
  static func isPicture(_ bytes: [UInt8]) -> Bool {
    allCases.contains { $0.matches(bytes) }
      || !isText(bytes.prefix(512)) && foreignPictures.contains { $0.matches(bytes) }
  }

  /// The bytes by which the format is known, and where they stand.
  private var marks: [(offset: Int, bytes: [UInt8])] {
    switch self {
    case .jpeg: [(0, [0xff, 0xd8, 0xff])]
    case .png: [(0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])]
    case .webp: [(0, Array("RIFF".utf8)), (8, Array("WEBP".utf8))]
    }
  }

  private func matches(_ file: [UInt8]) -> Bool {
    marks.allSatisfy { file.dropFirst($0.offset).starts(with: $0.bytes) }
  }

  /// Whether a file that ends too early to be known may have been of the format.
  private func couldBegin(with file: [UInt8]) -> Bool {
    marks.allSatisfy { $0.bytes.starts(with: file.dropFirst($0.offset).prefix($0.bytes.count)) }
  }
}

/// Bytes at a fixed place by which a format is known.
private struct Signature {
  let name: String
  let bytes: [UInt8]
  let offset: Int

  init(_ name: String, _ bytes: [UInt8], at offset: Int = 0) {
    self.name = name
    self.bytes = bytes
    self.offset = offset
  }

  init(_ name: String, _ text: String, at offset: Int = 0) {
    self.init(name, Array(text.utf8), at: offset)
  }

  func matches(_ file: [UInt8]) -> Bool { file.dropFirst(offset).starts(with: bytes) }
}

/// Formats of pictures that are met in collections and not read here.
private let foreignPictures =
  ["heic", "heix", "hevc", "mif1", "msf1"].map { Signature("a HEIF picture", "ftyp" + $0, at: 4) }
  + [
    Signature("a GIF picture", "GIF8"),
    Signature("an AVIF picture", "ftypavi", at: 4),
    Signature("a TIFF picture", [0x49, 0x49, 0x2a, 0x00]),
    Signature("a TIFF picture", [0x4d, 0x4d, 0x00, 0x2a]),
    Signature("a TIFF picture", [0x49, 0x49, 0x2b, 0x00]),
    Signature("a TIFF picture", [0x4d, 0x4d, 0x00, 0x2b]),
    Signature("a camera's raw picture", "ftypcrx", at: 4),
    Signature("a camera's raw picture", "FUJIFILMCCD-RAW"),
    Signature("a BMP picture", "BM"),
    Signature("a JPEG 2000 picture", "jP  ", at: 4),
    Signature("a JPEG 2000 picture", [0xff, 0x4f, 0xff, 0x51]),
    Signature("a JPEG XL picture", [0xff, 0x0a]),
    Signature("a JPEG XL picture", "JXL ", at: 4),
    Signature("a JPEG-LS or damaged JPEG picture", [0xff, 0xd8]),
    Signature("a MNG animation", [0x8a, 0x4d, 0x4e, 0x47]),
    Signature("a Photoshop document", "8BPS"),
    Signature("a PDF document", "%PDF"),
    Signature("an icon", [0x00, 0x00, 0x01, 0x00]),
  ]
  + (1...6).map { Signature("a portable pixmap", "P\($0)\n") }

/// Files that stand where an image should be after a failed copy or download.
private let failures = [
  Signature("it is a Git LFS pointer; the image itself was not fetched", "version https://git-lfs"),
  Signature("it is a gzip archive", [0x1f, 0x8b]),
  Signature("it is a zip archive", "PK\u{3}\u{4}"),
]

/// Returns what a file that is no picture seems to be, as a clause.
private func kindOfOther(_ bytes: [UInt8]) -> String {
  if let failure = failures.first(where: { $0.matches(bytes) }) { return failure.name }
  let start = bytes.prefix(512)
  if start.allSatisfy({ $0 == 0 }) { return "it begins with nothing but zeros" }
  if isText(start) {
    let text = String(decoding: start, as: UTF8.self).lowercased()
    if text.contains("<html") || text.contains("<!doctype html") {
      return "it is a web page, perhaps the error message of a server"
    }
    if text.contains("<svg") { return "it is an SVG drawing, which has no pixels" }
    return text.contains("<?xml") ? "it is an XML document" : "it is text"
  }
  let shown = bytes.prefix(8).map { byte in
    let digits = String(byte, radix: 16)
    return digits.count == 1 ? "0\(digits)" : digits
  }
  return "its first bytes, \(shown.joined(separator: " ")), are of no known picture format"
}

/// Whether bytes hold no control character but tabs and ends of lines.
private func isText(_ bytes: ArraySlice<UInt8>) -> Bool {
  bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7f || [0x09, 0x0a, 0x0d].contains($0) }
}
