internal import Glibc

/// What is at a path, without following a link.
package enum FileKind: Equatable {
  case missing
  case regular
  case directory
  case other

  /// Looks at a path.
  package init(at path: String) throws(FileError) {
    var status = stat()
    do throws(FileError) {
      _ = try posix("inspect", path) { unsafe lstat(path, &status) }
    } catch {
      guard error.cause == .missing else { throw error }
      self = .missing
      return
    }
    self.init(mode: status.st_mode)
  }

  /// Creates the kind that an entry of a folder tells, or nil where the file system leaves it open.
  init?(entry type: UInt8) {
    guard Int(type) != DT_UNKNOWN else { return nil }
    self.init(mode: mode_t(type) << 12)
  }

  /// Creates the kind that the mode of a file tells.
  init(mode: mode_t) {
    switch mode & S_IFMT {
    case S_IFREG: self = .regular
    case S_IFDIR: self = .directory
    default: self = .other
    }
  }
}

/// The few folder operations the package needs.
package enum Folder {
  /// Creates a folder and those above it; one that exists, also behind a link, is left alone.
  package static func create(_ path: String) throws(FileError) {
    for folder in try absentFolders(of: path) { try make(folder) }
  }

  /// Throws what creating a folder and writing into it would throw; leaves nothing behind.
  package static func checkWritable(_ path: String) throws(FileError) {
    _ = try TemporaryFile(in: try nearest(to: path), for: path)
  }

  /// Throws what creating a folder would throw; one that exists need not be writable.
  package static func checkUsable(_ path: String) throws(FileError) {
    if try !exists(path) { try checkWritable(path) }
  }

  /// Returns a folder, or the nearest one above it that exists.
  package static func nearest(to path: String) throws(FileError) -> String {
    try absentFolders(of: path).first.map(parent) ?? path
  }

  /// Returns whether a folder is there, also behind a link; throws when anything else is.
  package static func exists(_ path: String) throws(FileError) -> Bool {
    guard !path.isEmpty else {
      throw FileError(operation: "use", path: path, cause: .emptyPath)
    }
    var status = stat()
    do throws(FileError) {
      _ = try posix("use", path) { unsafe stat(path, &status) }
    } catch {
      switch error.cause {
      case .missing:
        switch try FileKind(at: path) {
        case .missing: return false
        // Another process has made it since.
        case .directory: return true
        case .regular: throw FileError(operation: "use", path: path, cause: .notADirectory)
        case .other: throw FileError(operation: "use", path: path, cause: .danglingLink)
        }
      // Too many links is what the system calls it.
      case .notARegularFile: throw FileError(operation: "use", path: path, cause: .circularLink)
      default: throw error
      }
    }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw FileError(operation: "use", path: path, cause: .notADirectory)
    }
    return true
  }

  /// Returns a folder and those above it that do not exist, the topmost first.
  private static func absentFolders(of path: String) throws(FileError) -> [String] {
    var absent: [String] = []
    var folder = path
    while try !exists(folder) {
      absent.append(folder)
      // Shorter than the path each time, until it is "." or "/".
      let above = parent(of: folder)
      guard above != folder else { break }
      folder = above
    }
    return absent.reversed()
  }

  /// Creates a folder in one that exists; another process may be faster.
  private static func make(_ path: String) throws(FileError) {
    do throws(FileError) {
      _ = try posix("create", path) { unsafe mkdir(path, 0o777) }
    } catch {
      switch error.cause {
      case .other(code: EEXIST) where try exists(path): return
      case .missing: throw FileError(operation: "create", path: path, cause: .notCreatable)
      default: throw error
      }
    }
  }

  /// Returns the names in a folder in byte order, without "." and ".."; empty when it is missing.
  package static func names(in path: String) throws(FileError) -> [String] {
    try entries(of: path)?.map(\.name).sorted() ?? []
  }

  /// Returns the paths of the regular files below a folder, from it on and in no order; nothing that is
  /// hidden, nor what links lead to.
  package static func visibleFiles(below folder: String) throws(FileError) -> [String] {
    guard let entries = try entries(of: folder) else {
      throw FileError(operation: "list", path: folder, cause: .missing)
    }
    var files: [String] = []
    for (name, known) in entries where !name.hasPrefix(".") {
      let path = "\(folder)/\(name)"
      let kind: FileKind
      if let known { kind = known } else { kind = try FileKind(at: path) }
      switch kind {
      case .regular: files.append(name)
      case .directory: for file in try visibleFiles(below: path) { files.append("\(name)/\(file)") }
      case .missing, .other: break
      }
    }
    return files
  }

  /// Returns what a folder holds, with the kinds that the file system tells at once; nil when the folder is
  /// missing.
  private static func entries(
    of path: String
  ) throws(FileError) -> [(name: String, kind: FileKind?)]? {
    guard let stream = unsafe opendir(path) else {
      let error = FileError(operation: "list", path: path, code: errno)
      guard error.cause == .missing else { throw error }
      return nil
    }
    defer { _ = unsafe closedir(stream) }
    var entries: [(name: String, kind: FileKind?)] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(stream) else {
        guard errno == 0 else { throw FileError(operation: "list", path: path, code: errno) }
        return entries
      }
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) {
        unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard name != ".", name != ".." else { continue }
      entries.append((name, FileKind(entry: unsafe entry.pointee.d_type)))
    }
  }

  /// Moves whatever is at one path to another on the same file system.
  package static func rename(_ source: String, to target: String) throws(FileError) {
    _ = try posix("replace", target) { unsafe Glibc.rename(source, target) }
  }

  /// Removes one file; one that is missing already is no error.
  package static func remove(_ path: String) throws(FileError) {
    do throws(FileError) {
      _ = try posix("remove", path) { unsafe unlink(path) }
    } catch {
      guard error.cause == .missing else { throw error }
    }
  }

  /// Returns when the names in a folder are on the disk.
  package static func synchronize(_ path: String) throws(FileError) {
    try FileDescriptor(openingFolder: path).synchronize()
  }

  /// Returns the folder that holds a path: "." for a bare name.
  package static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Returns the last part of a path.
  package static func name(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return path }
    return String(path[path.index(after: slash)...])
  }
}
