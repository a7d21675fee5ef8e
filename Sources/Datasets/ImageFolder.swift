import Foundation

/// The image files in a folder, and in the folders up to two levels below it.
///
/// The archives of Paris hold one folder a landmark within one of their own; unpacked into the image
/// folder, they are found too. Hidden files and folders, and files that are no images by their
/// names, are passed over.
struct ImageFolder {
  /// The folder.
  let path: String

  /// The path of each image below the folder, with its extension, in byte order.
  let files: [String]

  /// Lists a folder, or returns nil when there is none.
  ///
  /// - Parameters:
  ///   - path: the folder; it may be a link to another one.
  ///   - levels: how many levels of folders below it are searched.
  /// - Throws: `DatasetError` for a folder that cannot be listed, or lies too deep.
  init?(_ path: String, levels: Int = 2) throws(DatasetError) {
    guard let names = try DatasetFiles.names(in: path) else { return nil }
    self.path = path
    files = try Self.files(names, in: path, below: "", root: path, levels: levels).sorted()
  }

  /// Whether a file is an image by its name: `.jpg`, `.jpeg` or `.png`, in any case.
  static func isImage(_ name: String) -> Bool {
    name.utf8.first != UInt8(ascii: ".") && endings.contains(where: name.lowercased().hasSuffix)
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

  /// Returns a file's name without folder and extension.
  static func name(of file: String) -> String {
    let last = file.split(separator: "/").last ?? ""
    guard let dot = last.lastIndex(of: ".") else { return String(last) }
    return String(last[..<dot])
  }

  private static let endings = [".jpg", ".jpeg", ".png"]

  private static func files(
    _ names: [String], in folder: String, below prefix: String, root: String, levels: Int
  ) throws(DatasetError) -> [String] {
    var files: [String] = []
    for name in names where !name.hasPrefix(".") {
      let path = "\(folder)/\(name)"
      if isImage(name) {
        try checkReadable(name, path)
        files.append(prefix + name)
      } else if DatasetFiles.isFolder(path), let inner = try DatasetFiles.names(in: path) {
        guard levels > 0 else {
          throw DatasetError(
            .malformed, path: path, problem: "the folder lies too deep to be searched for images",
            advice:
              "Move the images up: find \(root) -mindepth 2 -type f -exec mv -i {} \(root) \\;")
        }
        files += try self.files(
          inner, in: path, below: "\(prefix)\(name)/", root: root, levels: levels - 1)
      }
    }
    return files
  }

  /// Refuses a name whose bytes are not UTF-8: text cannot hold it, so no list could name the file.
  private static func checkReadable(_ name: String, _ path: String) throws(DatasetError) {
    guard name.contains("\u{FFFD}"), !DatasetFiles.exists(path) else { return }
    throw DatasetError(
      .malformed, path: path, problem: "the name of the file is not UTF-8",
      advice: "Rename the file.")
  }
}
