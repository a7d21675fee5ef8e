/// Plain lists of images: UTF-8 text, one path a line.
///
/// A path is relative to the list's folder unless it begins with "/", and is taken as it is written,
/// spaces included. Lines may repeat. Lines of nothing but spaces are passed over, and lines may end
/// with CR LF.
public enum ImageList {
  /// Reads a list and checks that its images are there.
  ///
  /// - Parameter path: the list.
  /// - Returns: one record a line, named as the line is written, in the order of the lines; at least
  ///   one.
  /// - Throws: `DatasetError` for a list that is missing, not UTF-8 or empty, with the line for a
  ///   control character, and with examples for images that are missing.
  public static func read(_ path: String) throws(DatasetError) -> [ImageRecord] {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    let text = try DatasetFiles.text(of: path)
    var records: [ImageRecord] = []
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() {
      let bytes = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      let name = String(decoding: bytes, as: UTF8.self)
      guard !name.allSatisfy(\.isWhitespace) else { continue }
      guard !bytes.contains(where: { $0 < 0x20 && $0 != UInt8(ascii: "\t") }) else {
        throw DatasetError(
          .malformed, path: path, location: .line(number + 1),
          problem: "the line holds a control character",
          advice: "Write one path of an image a line."
        )
      }
      records.append(ImageRecord(name: name, path: name.hasPrefix("/") ? name : folder + name))
    }
    guard !records.isEmpty else {
      throw DatasetError(
        .malformed, path: path, problem: "the list names no image",
        advice: "Write one path of an image a line.")
    }
    try checkPresent(records, path: path)
    return records
  }

  private static func checkPresent(
    _ records: [ImageRecord], path: String
  ) throws(DatasetError) {
    let missing = Set(records.filter { !DatasetFiles.exists($0.path) }.map(\.name)).sorted()
    guard missing.isEmpty else {
      throw DatasetError(
        .missing, path: path,
        problem: "\(missing.count) images of the list are missing: "
          + missing.prefix(3).joined(separator: ", ") + (missing.count > 3 ? " …" : ""),
        advice: "Paths are relative to the list's folder; are all images there?")
    }
  }
}
