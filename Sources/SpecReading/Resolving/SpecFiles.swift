import Files
import Foundation
import JSON
import Specs

/// Reads spec files below the roots, and merges each with the base that it extends.
struct SpecFiles {
  /// The largest file that is read, in bytes.
  static let maximumSize = 1 << 20

  let roots: [String]
  let log: DiagnosticLog

  /// Returns the document of a file, merged into its base, or nil after noting why there is none.
  ///
  /// - Parameters:
  ///   - place: the file.
  ///   - reference: the value that names the file, or nil for the user's own.
  ///   - chain: the files that extend this one, outermost first.
  /// - Returns: an object node, or nil.
  func document(
    at place: SpecPlace, namedBy reference: JSONNode?, chain: [SpecPlace] = []
  ) -> JSONNode? {
    guard let root = tree(of: place, namedBy: reference), isCurrent(root) else { return nil }
    guard let extended = root.member("extends") else { return root.adding(log: log) }
    let difference = root.removing(["extends"])
    guard let base = base(named: extended, from: place, chain: chain + [place]) else {
      log.ignoresMissingKeys = true
      return difference.adding(log: log)
    }
    return base.removing(["name", "$schema"]).merged(with: difference).adding(log: log)
  }

  /// Returns the document of a file as it is written, or nil after noting why there is none.
  ///
  /// - Parameters:
  ///   - place: the file.
  ///   - reference: the value that names the file, or nil for the user's own.
  /// - Returns: an object node, or nil.
  func tree(of place: SpecPlace, namedBy reference: JSONNode?) -> JSONNode? {
    guard let bytes = contents(of: place, namedBy: reference),
      let root = log.tree(of: bytes, file: place.path)
    else { return nil }
    guard case .object = root.value else {
      log.add(root, "expected an object, found \(root.summary)")
      return nil
    }
    return root
  }

  /// Returns whether there is anything at a place.
  func isThere(_ place: SpecPlace) -> Bool { FileManager.default.fileExists(atPath: place.path) }

  /// Returns the place of a file that a value names, or nil after noting why there is none.
  ///
  /// - Parameters:
  ///   - path: the path in question.
  ///   - reference: the value that names it.
  ///   - place: the file that the value stands in, when the path is relative to its folder.
  /// - Returns: an existing file, or nil.
  func find(_ path: String, namedBy reference: JSONNode, from place: SpecPlace?) -> SpecPlace? {
    var candidates: [SpecPlace] = []
    if let place,
      let components = SpecPlace.components(of: path, from: place.components.dropLast())
    {
      candidates.append(SpecPlace(root: place.root, folder: place.folder, components: components))
    }
    if let components = SpecPlace.components(of: path, from: []) {
      candidates += roots.indices.map {
        SpecPlace(root: $0, folder: roots[$0], components: components)
      }
    }
    guard !candidates.isEmpty else {
      log.add(reference, "\"\(path)\" leads out of the spec folder; name a file within it")
      return nil
    }
    let found = candidates.first { FileManager.default.fileExists(atPath: $0.path) }
    if found == nil {
      log.add(
        reference, "there is no file \(candidates.map(\.path).unique.joined(separator: " or "))",
        suggestion: Self.nearestFile(to: candidates, namedAs: reference.text))
    }
    return found
  }

  /// Returns the place of a file that was read, by the path that messages show for it.
  func place(of path: String) -> SpecPlace? {
    for (root, folder) in roots.enumerated() {
      let start = folder == "." ? "" : folder.hasSuffix("/") ? folder : "\(folder)/"
      guard path.hasPrefix(start),
        let components = SpecPlace.components(of: String(path.dropFirst(start.count)), from: [])
      else { continue }
      return SpecPlace(root: root, folder: folder, components: components)
    }
    return nil
  }

  /// Returns what the name of a file that is there and looks like the wanted one would be.
  ///
  /// - Parameters:
  ///   - candidates: where the wanted file was looked for.
  ///   - text: how it was named: by a path, or without its folder and ending.
  /// - Returns: the name in the same form, or nil where nothing is near.
  private static func nearestFile(to candidates: [SpecPlace], namedAs text: String) -> String? {
    for place in candidates {
      guard let near = nearestSpec(to: place.path) else { continue }
      let stem = near.split(separator: "/").last.map { String($0.dropLast(5)) } ?? near
      guard text.hasSuffix(".json") else { return stem }
      let folder = text.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      return (folder.map(String.init) + ["\(stem).json"]).joined(separator: "/")
    }
    return nil
  }

  private func base(
    named extended: JSONNode, from place: SpecPlace, chain: [SpecPlace]
  ) -> JSONNode? {
    guard let path = log.string(extended),
      let found = find(path, namedBy: extended, from: place)
    else { return nil }
    guard !chain.contains(found) else {
      let names = (chain + [found]).map(\.path).joined(separator: " → ")
      log.add(extended, "the specs extend one another in a circle: \(names)")
      return nil
    }
    return document(at: found, namedBy: extended, chain: chain)
  }

  /// Returns whether a document is to be read on; notes a version that is missing or not the current one.
  ///
  /// Of an earlier version only that is told, since its mistakes may be what was right then.
  private func isCurrent(_ root: JSONNode) -> Bool {
    let current = "\(ResolvedExperiment.schemaVersion)"
    guard let version = root.member("version") else {
      log.add(root, "missing key \"version\"", accepted: [current])
      return true
    }
    switch version.summary {
    case current: return true
    case "1":
      log.add(version, Self.migration, accepted: [current])
      return false
    default:
      log.add(version, "unknown version \(version.summary)", accepted: [current])
      return true
    }
  }

  /// How a file of version 1 becomes one of version 2.
  private static let migration = """
    version 1 is no longer read; let a row's "training" stand in its model, as {"extends": …, \
    "training": …}, call swept "training.…" fields "model.training.…", then write 2 here
    """

  private func contents(of place: SpecPlace, namedBy reference: JSONNode?) -> [UInt8]? {
    func refuse(_ message: String) {
      if let reference {
        log.add(reference, "\(place.path): \(message)")
      } else {
        log.add(place.problem(message))
      }
    }
    let file = URL(fileURLWithPath: place.path).resolvingSymlinksInPath()
    let folder = URL(fileURLWithPath: place.folder).resolvingSymlinksInPath().path
    guard file.path.hasPrefix(folder.hasSuffix("/") ? folder : folder + "/") else {
      refuse("the file is a link that leads out of the spec folder")
      return nil
    }
    do {
      let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
      guard attributes[.type] as? FileAttributeType == .typeRegular else {
        refuse("not a regular file")
        return nil
      }
      let handle = try FileHandle(forReadingFrom: file)
      let data = try handle.read(upToCount: Self.maximumSize + 1) ?? Data()
      try handle.close()
      guard data.count <= Self.maximumSize else {
        refuse("more than \(Self.maximumSize) bytes, which no spec needs")
        return nil
      }
      return Array(data)
    } catch CocoaError.fileNoSuchFile, CocoaError.fileReadNoSuchFile {
      let near = nearestSpec(to: place.path).map { "; did you mean \($0)?" }
      refuse("there is no such file\(near ?? "")")
    } catch {
      refuse("the file cannot be read: \(error.localizedDescription)")
    }
    return nil
  }
}

/// Returns the path of the JSON file in the same folder whose name is nearest to that of a missing one.
private func nearestSpec(to path: String) -> String? {
  let ending = ".json"
  let file = URL(fileURLWithPath: path)
  let names: [String]
  do {
    names = try FileManager.default.contentsOfDirectory(
      atPath: file.deletingLastPathComponent().path)
  } catch {
    // A folder that cannot be listed has nothing to offer.
    return nil
  }
  func stem(_ name: String) -> String {
    name.hasSuffix(ending) ? String(name.dropLast(ending.count)) : name
  }
  let stems = names.filter { $0.hasSuffix(ending) }.map(stem).sorted()
  guard let near = nearestName(to: stem(file.lastPathComponent), among: stems) else { return nil }
  let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
  return (folder.map(String.init) + [near + ending]).joined(separator: "/")
}
