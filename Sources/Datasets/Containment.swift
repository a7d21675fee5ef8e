internal import Glibc

/// A folder that the files of a list must not leave, not even through links.
struct Containment {
  private let root: String?

  /// The folder as it is written, from the root of the file system.
  private let written: String

  /// Prepares the check for a folder, which may itself be a link.
  init(of folder: String) {
    root = Self.realPath(folder.isEmpty ? "." : folder)
    let isAbsolute = folder.hasPrefix("/")
    written = isAbsolute ? folder : "\(Self.realPath(".") ?? "")/\(folder)"
  }

  /// Returns an absolute path from the folder on; nil where it does not lead into the folder.
  func relative(_ path: String) -> String? {
    func parts(_ path: String) -> [Substring] { path.split(separator: "/").filter { $0 != "." } }
    guard path.hasPrefix("/") else { return nil }
    let whole = parts(path)
    for folder in [root, written].compactMap(\.self).map(parts) where whole.starts(with: folder) {
      return whole.dropFirst(folder.count).joined(separator: "/")
    }
    return nil
  }

  /// Returns whether a file that is there lies within the folder once links are followed.
  func holds(_ path: String) -> Bool {
    guard let root, let target = Self.realPath(path) else { return true }
    return target.hasPrefix(root.hasSuffix("/") ? root : "\(root)/")
  }

  /// Returns whether a folder is, through links, one of the folders that it lies in.
  static func leadsBack(_ folder: String) -> Bool {
    let parent = folder.lastIndex(of: "/").map { String(folder[..<$0]) } ?? "."
    guard let target = realPath(folder), let place = realPath(parent.isEmpty ? "/" : parent) else {
      return false
    }
    return place == target || place.hasPrefix(target.hasSuffix("/") ? target : "\(target)/")
  }

  private static func realPath(_ path: String) -> String? {
    guard let resolved = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved)
  }
}
