/// Lists of images that answer no query, such as `revisitop1m.txt`.
///
/// Radenović et al. 2018 distribute theirs with a million images.
/// UTF-8, one image a line: its path below the image folder, with or without `.jpg`. Empty lines are
/// passed over, and lines may end in CR LF.
public enum DistractorList {
  /// The longest line that is read, in bytes; paths cannot be longer either.
  static let longestLine = 4_096

  /// Reads a list, and does not look for the files: there may be a million.
  ///
  /// - Parameters:
  ///   - path: the list.
  ///   - imageFolder: the folder of the images; `jpg` beside the list unless given.
  /// - Returns: one record a line, whose name is the line as written.
  /// - Throws: `DatasetError` with the line that is wrong.
  /// - Complexity: O(bytes of the list).
  public static func read(
    _ path: String, imageFolder: String? = nil
  ) throws(DatasetError) -> [ImageRecord] {
    let parent = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    let beside = parent.isEmpty ? "jpg" : parent.joined(separator: "/") + "/jpg"
    let folder = imageFolder ?? beside
    let text = try DatasetFiles.text(of: path)
    var images: [ImageRecord] = []
    var lineOfName: [String: Int] = [:]
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (position, bytes) in lines.enumerated() {
      let line = position + 1
      guard bytes.count <= longestLine else {
        throw malformed(path, line, "the line has \(bytes.count) bytes, more than a path can")
      }
      let name = trimmed(Substring(bytes))
      guard !name.isEmpty else { continue }
      guard ImageNames.isContained(name) else {
        throw malformed(
          path, line, "the path '\(shortened(name))' does not stay within the image folder")
      }
      if let first = lineOfName.updateValue(line, forKey: name) {
        throw malformed(path, line, "the image \(name) is already on line \(first)")
      }
      let file = PictureEnding.isReadable(name) ? name : "\(name).jpg"
      images.append(ImageRecord(name: name, path: "\(folder)/\(file)"))
    }
    guard !images.isEmpty else { throw malformed(path, 1, "the list names no image") }
    return images
  }

  /// Looks for the files of a list.
  ///
  /// - Parameters:
  ///   - images: the images of a list.
  ///   - folder: the folder of the images.
  /// - Returns: the images with the files that are there, and those whose file is not, or lies outside
  ///   the folder through a link; both in the order of the list.
  /// - Throws: `DatasetError` when several files have one name.
  /// - Complexity: one look at the disk an image, as a rule.
  public static func locate(
    _ images: [ImageRecord], folder: String
  ) throws(DatasetError) -> (found: [ImageRecord], missing: [MissingImage]) {
    let finder = FileFinder()
    let containment = Containment(of: folder)
    var found: [ImageRecord] = []
    var missing: [MissingImage] = []
    for image in images {
      let name = String(image.path.dropFirst(folder.count + 1))
      switch try finder.find(name, in: "\(folder)/") {
      case .found(let path) where containment.holds(path): found.append(image.at(path))
      case .found:
        missing.append(MissingImage(name: image.name, hint: "a link leads out of the folder"))
      case .absent(let hint): missing.append(MissingImage(name: image.name, hint: hint))
      }
    }
    return (found, missing)
  }

  private static func trimmed(_ line: Substring) -> String {
    var scalars = line.unicodeScalars
    while let last = scalars.last, [" ", "\t", "\r"].contains(last) { scalars.removeLast() }
    return String(Substring(scalars))
  }

  private static func malformed(_ path: String, _ line: Int, _ problem: String) -> DatasetError {
    DatasetError(
      .malformed, path: path, location: .line(line), problem: problem,
      advice: "The list holds one path below the image folder a line.")
  }
}
