/// What the ending of a file's name says of the picture in it.
///
/// Endings choose the files of a folder; once a file is opened, its first bytes decide.
enum PictureEnding {
  /// Endings of pictures that are read: JPEG, PNG and WebP.
  static let readable = [
    ".jpg", ".jpeg", ".jpe", ".jfif", ".jif", ".jfi", ".mpo", ".png", ".apng", ".webp",
  ]

  /// Returns whether a file is a picture that is read, by its name, in any case.
  static func isReadable(_ name: String) -> Bool {
    name.utf8.first != UInt8(ascii: ".") && readable.contains { $0 == lowercasedEnding(of: name) }
  }

  /// Returns the kind of a picture that is not read, such as "HEIC", by the name of its file; nil for
  /// any other file.
  static func foreignKind(of name: String) -> String? {
    guard name.utf8.first != UInt8(ascii: ".") else { return nil }
    return foreign[lowercasedEnding(of: name)]
  }

  /// Returns a name without the ending of a picture, if it has one.
  static func stem(of name: String) -> Substring {
    let ending = lowercasedEnding(of: name)
    let isPicture = readable.contains(ending) || foreign[ending] != nil
    return isPicture ? name.dropLast(ending.count) : name[...]
  }

  /// Returns the last dot of a name with what follows, in lower case; nothing where there is none.
  private static func lowercasedEnding(of name: String) -> String {
    name.lastIndex(of: ".").map { name[$0...].lowercased() } ?? ""
  }

  private static let foreign: [String: String] = {
    let endings: [(kind: String, endings: String)] = [
      ("GIF", "gif"), ("TIFF", "tif tiff"), ("BMP", "bmp dib"), ("HEIC", "heic heif hif"),
      ("AVIF", "avif avifs"), ("JPEG 2000", "jp2 j2k j2c jpc jpf jpx jpm"), ("JPEG XL", "jxl"),
      ("JPEG XR", "jxr wdp hdp"), ("portable pixmap", "ppm pgm pbm pnm pam pfm"),
      ("Photoshop", "psd psb"), ("SVG", "svg svgz"), ("icon", "ico"), ("Targa", "tga"),
      ("OpenEXR", "exr"), ("radiance", "hdr"), ("PCX", "pcx"), ("DDS", "dds"), ("QOI", "qoi"),
      (
        "camera raw",
        "raw dng cr2 cr3 crw nef nrw arw srf sr2 orf rw2 rwl raf pef srw x3f 3fr fff dcr kdc mrw "
          + "erf mef mos iiq"
      ),
    ]
    let pairs = endings.flatMap { kind, list in list.split(separator: " ").map { (".\($0)", kind) }
    }
    return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
  }()
}

/// How many pictures of kinds that are not read were passed over, by kind.
public struct PassedOverPictures: Sendable, Hashable {
  /// The number of each kind, such as "HEIC".
  public private(set) var counts: [String: Int] = [:]

  /// Creates a count of none.
  public init() {}

  /// The number of all.
  public var total: Int { counts.values.reduce(0, +) }

  /// Whether there are none.
  public var isEmpty: Bool { counts.isEmpty }

  /// The kinds with their numbers, such as "2 GIF, 1 HEIC"; the most first.
  public var inWords: String {
    counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.value) \($0.key)" }
      .joined(separator: ", ")
  }

  /// Two sentences: how many of each kind, and what to do about them.
  public var notice: String {
    "Passed over, as pictures of these kinds are not read: \(inWords). \(Self.advice)"
  }

  private static let advice = "Convert them to PNG or JPEG."

  /// Returns the error of a folder that holds no picture but these.
  func refusal(of folder: String) -> DatasetError {
    DatasetError(
      .malformed, path: folder, problem: "it holds no picture that is read, only \(inWords)",
      advice: "\(Self.advice) JPEG, PNG and WebP are read.")
  }

  mutating func add(_ kind: String) { counts[kind, default: 0] += 1 }

  mutating func add(_ others: PassedOverPictures) {
    counts.merge(others.counts, uniquingKeysWith: +)
  }
}
