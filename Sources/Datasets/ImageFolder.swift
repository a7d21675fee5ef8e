import Foundation

/// The image files in a folder, and in the folders some levels below it.
///
/// The archives of Paris hold one folder a landmark within one of their own; unpacked into the image
/// folder, they are found too. Hidden files and folders, those that systems make for themselves, and
/// files that are no images by their names are passed over; pictures of kinds that are not read are
/// counted.
struct ImageFolder {
  /// The folder.
  let path: String

  /// The path of each image below the folder, with its extension, in byte order.
  let files: [String]

  /// The pictures of kinds that are not read.
  let passedOver: PassedOverPictures

  /// Lists a folder, or returns nil when there is none.
  ///
  /// - Parameters:
  ///   - path: the folder; it may be a link to another one.
  ///   - levels: how many levels of folders below it are searched.
  ///   - layout: what the folder is expected to hold, for the error of pictures that lie deeper.
  /// - Throws: `DatasetError` for a folder that cannot be listed, or pictures that lie too deep.
  init?(_ path: String, levels: Int = 2, expecting layout: String) throws(DatasetError) {
    guard try DatasetFiles.names(in: path) != nil else { return nil }
    var search = FolderSearch(root: path, layout: layout)
    try search.look(in: path, below: "", levels: levels)
    self.path = path
    files = search.files.sorted()
    passedOver = search.passedOver
  }

  /// Returns the path of each image by its name, which is its file's without folder and extension.
  ///
  /// - Throws: `DatasetError` when two images have one name.
  func pathsByName() throws(DatasetError) -> [String: String] {
    var fileOfName: [String: String] = [:]
    for file in files {
      let name = Self.name(of: file)
      if let other = fileOfName.updateValue(file, forKey: name) {
        throw DatasetError(
          .inconsistent, path: path, problem: "\(other) and \(file) have the same name, \(name)",
          advice: "Keep one of them.")
      }
    }
    return fileOfName.mapValues { "\(path)/\($0)" }
  }

  /// Returns the path of the image of each name; none where there is no such image.
  ///
  /// - Parameter names: names as a ground truth writes them; they match as `NameMatch` says, as long as
  ///   the folders that both have are the same.
  /// - Returns: the path of each name that has an image.
  /// - Throws: `DatasetError` when a name could mean two images.
  func paths(of names: [String]) throws(DatasetError) -> [String: String] {
    let wanted = names.uniqued
    let rows: [Int?]
    do throws(NameMatch.Conflict) {
      rows = try NameMatch(of: wanted, in: files, allowingOtherFolders: false).rows
    } catch {
      throw DatasetError(
        .inconsistent, path: path, problem: error.statement,
        advice: "Name images with their folders, or keep one of them.")
    }
    var pathOfName: [String: String] = [:]
    for (name, row) in zip(wanted, rows) {
      // A link to nothing is listed, and is no file.
      pathOfName[name] = row.map { "\(path)/\(files[$0])" }.flatMap {
        DatasetFiles.exists($0) ? $0 : nil
      }
    }
    return pathOfName
  }

  /// Returns a file's name without folder and extension.
  static func name(of file: String) -> String {
    let last = file.split(separator: "/").last ?? ""
    guard let dot = last.lastIndex(of: ".") else { return String(last) }
    return String(last[..<dot])
  }
}

/// A search for images in a folder and below, and what it has found so far.
private struct FolderSearch {
  /// How many levels are looked through for a picture that lies too deep.
  private static let deepest = 6

  let root: String
  let layout: String
  var files: [String] = []
  var passedOver = PassedOverPictures()

  init(root: String, layout: String) {
    self.root = root
    self.layout = layout
  }

  mutating func look(
    in folder: String, below prefix: String, levels: Int
  ) throws(DatasetError) {
    for name in try DatasetFiles.names(in: folder) ?? [] where !SystemFiles.isOne(name) {
      let path = "\(folder)/\(name)"
      if DatasetFiles.isFolder(path) {
        guard !Containment.leadsBack(path) else { continue }
        guard levels > 0 else {
          try checkHoldsNoPicture(path, below: "\(prefix)\(name)/")
          continue
        }
        try look(in: path, below: "\(prefix)\(name)/", levels: levels - 1)
      } else if PictureEnding.isReadable(name) {
        try checkReadable(name, path)
        files.append(prefix + name)
      } else if let kind = PictureEnding.foreignKind(of: name) {
        passedOver.add(kind)
      }
    }
  }

  /// Refuses a folder below the last level that is searched when a picture lies in it, or deeper.
  private func checkHoldsNoPicture(_ folder: String, below prefix: String) throws(DatasetError) {
    guard let picture = try Self.firstPicture(in: folder, levels: Self.deepest) else { return }
    throw DatasetError(
      .malformed, path: root,
      problem: "the picture \(prefix)\(picture) lies too deep to be found",
      advice: "\(layout) Or list the images, wherever they lie, in a manifest.csv with the columns "
        + "path and instance.")
  }

  private static func firstPicture(
    in folder: String, levels: Int
  ) throws(DatasetError) -> String? {
    for name in try DatasetFiles.names(in: folder) ?? [] where !SystemFiles.isOne(name) {
      let path = "\(folder)/\(name)"
      if DatasetFiles.isFolder(path) {
        guard levels > 0, !Containment.leadsBack(path),
          let picture = try firstPicture(in: path, levels: levels - 1)
        else { continue }
        return "\(name)/\(picture)"
      }
      if PictureEnding.isReadable(name) || PictureEnding.foreignKind(of: name) != nil {
        return name
      }
    }
    return nil
  }

  /// Refuses a name whose bytes are not UTF-8: text cannot hold it, so no list could name the file.
  private func checkReadable(_ name: String, _ path: String) throws(DatasetError) {
    guard name.contains("\u{FFFD}"), !DatasetFiles.exists(path) else { return }
    throw DatasetError(
      .malformed, path: path, problem: "the name of the file is not UTF-8",
      advice: "Rename the file.")
  }
}
