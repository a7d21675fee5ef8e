/// What the names of images, as ground truths write them, may look like.
enum ImageNames {
  /// Returns whether a name is that of a file in the image folder and nowhere else.
  static func isPlain(_ name: String) -> Bool {
    !name.isEmpty && name != "." && name != ".."
      && !name.utf8.contains { $0 == UInt8(ascii: "/") || $0 < 0x20 }
  }

  /// Returns whether a name may stand in a ground truth: a file, and perhaps its folders.
  static func isListable(_ name: String) -> Bool {
    let parts = name.utf8.split(omittingEmptySubsequences: false) {
      $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\")
    }.map { String(Substring($0)) }
    let isFile = parts.last.map { !$0.isEmpty && $0 != "." } ?? false
    return isFile && !parts.contains("..") && !name.utf8.contains { $0 < 0x20 }
  }

  /// Returns whether a relative path stays within the folder it starts from.
  ///
  /// It is read byte by byte, as the system does: a "/" with a mark upon it is a character of its own.
  static func isContained(_ path: String) -> Bool {
    let (bytes, slash) = (path.utf8, UInt8(ascii: "/"))
    return !bytes.isEmpty && bytes.first != slash && !bytes.contains { $0 < 0x20 }
      && !bytes.split(separator: slash).contains { $0.elementsEqual("..".utf8) }
  }

  /// Returns the name without its number: `all_souls` for `all_souls_000013`.
  static func withoutNumber(_ name: String) -> String {
    let parts = name.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count > 1, let number = parts.last, !number.isEmpty,
      number.utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { return name }
    return parts.dropLast().joined(separator: "_")
  }
}

/// Returns a text for a message: one that a hostile file made very long is cut.
func shortened(_ text: String) -> String {
  text.utf8.count <= 200 ? text : "\(String(decoding: text.utf8.prefix(200), as: UTF8.self))…"
}

/// Returns the first three names of a list, for a message.
func examples(of names: [String]) -> String {
  names.prefix(3).map(shortened).joined(separator: ", ") + (names.count > 3 ? " …" : "")
}
