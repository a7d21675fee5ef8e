/// Finds the files that lists name, as far as the names agree with those on the disk.
///
/// A name counts as it is written first. Where no file has it byte for byte, a file whose name is the
/// same text in another Unicode form is taken, as "café.jpg" with one letter é or with an e and an
/// accent: systems write either, and show both alike. Folders on the way are found in the same way.
final class FileFinder {
  /// What became of a name.
  enum Outcome: Equatable {
    /// The file that is there.
    case found(String)

    /// There is none; what is there instead, as "IMG.JPG is there", if anything is.
    case absent(hint: String?)
  }

  /// The names in a folder.
  private struct Listing {
    /// The names by their text; one text may stand for several names.
    var spellings: [String: [String]] = [:]

    /// The names by what is left of them without case and without the ending of a picture.
    var similar: [String: [String]] = [:]
  }

  private var listings: [String: Listing] = [:]

  /// Looks for a file.
  ///
  /// - Parameters:
  ///   - name: its path below the folder as a list has it, or an absolute one.
  ///   - folder: the folder, with its slash; empty for the working directory.
  /// - Returns: the file, or what is there instead.
  /// - Throws: `DatasetError` when several files have the name, each in another Unicode form, or a
  ///   folder cannot be listed.
  /// - Complexity: one look at the disk for a name that is there as written; a folder in which one is
  ///   not is listed once.
  func find(_ name: String, in folder: String) throws(DatasetError) -> Outcome {
    let isAbsolute = name.utf8.first == UInt8(ascii: "/")
    if DatasetFiles.exists(isAbsolute ? name : folder + name) {
      return .found(isAbsolute ? name : folder + name)
    }
    var path = isAbsolute ? "/" : folder
    let parts = name.split(separator: "/").map(String.init)
    for (position, part) in parts.enumerated() {
      let isLast = position == parts.count - 1
      if !DatasetFiles.exists(path + part) {
        guard let spelling = try spelling(of: part, in: path) else {
          return .absent(hint: try hint(for: part, in: path))
        }
        path += spelling
      } else {
        path += part
      }
      if !isLast { path += "/" }
    }
    return .found(path)
  }

  /// Returns the one name in a folder that is the same text, or nil when there is none.
  private func spelling(of name: String, in folder: String) throws(DatasetError) -> String? {
    // A link to nothing is listed, and is no file.
    let found = try listing(of: folder).spellings[name, default: []].filter {
      DatasetFiles.exists(folder + $0)
    }
    guard found.count <= 1 else {
      throw DatasetError(
        .inconsistent, path: folder + name,
        problem: "\(found.count) files have this name, each in another Unicode form",
        advice: "Rename one of them, or write the name in the form of the one that is meant.")
    }
    return found.first
  }

  /// Returns what is there of a name in another case, or with another ending.
  private func hint(for name: String, in folder: String) throws(DatasetError) -> String? {
    let similar = try listing(of: folder).similar[Self.core(of: name), default: []]
    guard !similar.isEmpty else { return nil }
    let names = similar.prefix(2).map(shortened).joined(separator: " and ")
    return "\(names) \(similar.count == 1 ? "is" : "are") there"
  }

  private func listing(of folder: String) throws(DatasetError) -> Listing {
    if let known = listings[folder] { return known }
    let place = folder.isEmpty ? "." : folder
    var listing = Listing()
    for name in DatasetFiles.isFolder(place) ? try DatasetFiles.names(in: place) ?? [] : [] {
      // A name that is not UTF-8 cannot be written in a list.
      guard !name.unicodeScalars.contains("\u{FFFD}") else { continue }
      listing.spellings[name, default: []].append(name)
      listing.similar[Self.core(of: name), default: []].append(name)
    }
    listings[folder] = listing
    return listing
  }

  private static func core(of name: String) -> String {
    PictureEnding.stem(of: name).lowercased()
  }
}

/// An image that a list names and that is not there.
public struct MissingImage: Sendable, Hashable, CustomStringConvertible {
  /// The name in the list.
  public let name: String

  /// What is there instead, as "IMG.JPG is there"; nil for nothing like it.
  public let hint: String?

  init(name: String, hint: String?) {
    self.name = name
    self.hint = hint
  }

  /// The name, with what is there instead.
  public var description: String { hint.map { "\(name) (\($0))" } ?? name }
}
