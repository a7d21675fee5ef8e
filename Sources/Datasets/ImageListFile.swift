import Foundation

/// Plain lists of images: UTF-8 text, one path a line.
///
/// A path is relative to the list's folder unless it begins with "/", and is taken as it is written,
/// spaces included. Lines may repeat. Lines of nothing but spaces are passed over, and lines may end
/// with CR LF.
public enum ImageListFile {
  /// Reads a list and checks that its images are there.
  ///
  /// - Parameter path: the list.
  /// - Returns: one record a line, named as the line is written, in the order of the lines; at least
  ///   one.
  /// - Throws: `DatasetError` for a list that is missing, not UTF-8 or empty, with the line for a
  ///   control character, and with examples for images that are missing.
  public static func read(_ path: String) throws(DatasetError) -> [ImageRecord] {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    return try records(in: try DatasetFiles.text(of: path), path: path, folder: folder)
  }

  /// Reads a list from a pipe or the like; its paths are relative to the working directory.
  static func read(_ input: FileHandle) throws(DatasetError) -> [ImageRecord] {
    let name = "standard input"
    let data: Data?
    do {
      data = try input.read(upToCount: DatasetFiles.sizeLimit)
    } catch {
      throw DatasetError(refused: name, "cannot be read", error)
    }
    return try records(
      in: try DatasetFiles.text([UInt8](data ?? Data()), path: name), path: name, folder: "")
  }

  private static func records(
    in text: String, path: String, folder: String
  ) throws(DatasetError) -> [ImageRecord] {
    let finder = FileFinder()
    var records: [ImageRecord] = []
    var missing: Set<MissingImage> = []
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
      switch try finder.find(name, in: folder) {
      case .found(let file): records.append(ImageRecord(name: name, path: file))
      case .absent(let hint): missing.insert(MissingImage(name: name, hint: hint))
      }
    }
    guard missing.isEmpty else {
      throw DatasetError(
        .missing, path: path,
        problem: "\(missing.count) images of the list are missing: "
          + examples(of: missing.sorted { $0.name < $1.name }.map(\.description)),
        advice:
          "Paths are relative to the \(folder.isEmpty ? "working" : "list's") folder; are all "
          + "images there?")
    }
    guard !records.isEmpty else {
      throw DatasetError(
        .malformed, path: path, problem: "the list names no image",
        advice: "Write one path of an image a line.")
    }
    return records
  }
}
