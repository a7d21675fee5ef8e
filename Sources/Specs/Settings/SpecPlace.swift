package import JSON

/// The place of one file below one root.
package struct SpecPlace: Hashable {
  /// The number of the root.
  package let root: Int

  /// The root, as messages show it.
  package let folder: String

  /// The path below the root, without "." and "..".
  package let components: [String]

  package init(root: Int, folder: String, components: [String]) {
    self.root = root
    self.folder = folder
    self.components = components
  }

  /// The whole path, as messages show it.
  package var path: String {
    let below = components.joined(separator: "/")
    return folder == "." ? below : folder.hasSuffix("/") ? folder + below : "\(folder)/\(below)"
  }

  /// The file's name without ".json".
  package var stem: String {
    let name = components.last ?? ""
    return name.hasSuffix(".json") ? String(name.dropLast(5)) : name
  }

  /// Returns a mistake that concerns the file as a whole.
  package func problem(_ message: String) -> JSONDiagnostic {
    JSONDiagnostic(
      position: SourcePosition(file: path, line: 1, column: 1), pointer: "", message: message)
  }

  /// Returns the components of a reference, or nil when it is absolute or leads above the root.
  ///
  /// - Parameters:
  ///   - reference: the path as written, with "/" between components.
  ///   - base: the components of the folder where it begins.
  /// - Returns: the components below the root, or nil.
  package static func components(of reference: String, from base: [String]) -> [String]? {
    // Byte by byte, as the system reads it: a "/" with a mark upon it is a character of its own.
    let (bytes, slash) = (reference.utf8, UInt8(ascii: "/"))
    guard bytes.first != slash, !bytes.contains(UInt8(ascii: "\\")), !bytes.contains(0) else {
      return nil
    }
    var result = base
    for part in bytes.split(separator: slash).map({ String(Substring($0)) }) where part != "." {
      if part != ".." {
        result.append(part)
      } else if result.popLast() == nil {
        return nil
      }
    }
    return result.count > 0 ? result : nil
  }
}
