/// The parts of an image's name that tell whether another name means the same image.
///
/// Folders are divided by "/" or by the backslash of Windows; empty ones and "." mean nothing.
enum NameKeys {
  /// The endings of image files, which one program keeps in a name and another leaves out.
  private static let endings: Set<String> = [
    "jpg", "jpeg", "jpe", "jfif", "png", "webp", "bmp", "gif", "tif", "tiff", "ppm", "pgm", "heic",
    "heif", "avif", "jp2", "jxl",
  ]

  /// Returns the folders of a name and its file, with the ending or without it.
  static func parts(of name: String, keepingEnding keepsEnding: Bool) -> [Substring] {
    var parts = name.utf8.split { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }
      .map { Substring($0) }.filter { $0 != "." }
    guard let file = parts.popLast() else { return [Substring(name)] }
    return parts + [Self.file(file, keepingEnding: keepsEnding)]
  }

  /// Returns the last folders of a name, and its file, as one text.
  ///
  /// - Parameters:
  ///   - name: the name as written.
  ///   - depth: how many parts to keep, at least 1: the file, then its folders from the innermost.
  ///   - keepsEnding: whether the ending of an image file counts.
  /// - Returns: those parts, divided by "/".
  static func key(of name: String, depth: Int, keepingEnding keepsEnding: Bool) -> String {
    parts(of: name, keepingEnding: keepsEnding).suffix(depth).joined(separator: "/")
  }

  /// Returns whether one list of parts ends with the other: two ways to write one path.
  static func agree(_ one: [Substring], _ other: [Substring]) -> Bool {
    zip(one.reversed(), other.reversed()).allSatisfy { $0 == $1 }
  }

  private static func file(_ file: Substring, keepingEnding keepsEnding: Bool) -> Substring {
    guard let dot = file.utf8.lastIndex(of: UInt8(ascii: ".")), dot != file.startIndex else {
      return file
    }
    let ending = file[file.utf8.index(after: dot)...].lowercased()
    guard endings.contains(ending) else { return file }
    return keepsEnding ? file[..<dot] + "." + ending : file[..<dot]
  }
}
