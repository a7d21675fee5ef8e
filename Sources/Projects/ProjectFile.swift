import Files
import JSON
import Specs

/// The file of a project: where its folders lie.
///
/// It is read as strictly as a spec: an unknown key is a mistake with its place.
struct ProjectFile: Sendable {
  /// The name of the file, by which a project is found.
  static let name = "iir.json"

  /// The largest file that is read, in bytes.
  private static let maximumSize = 1 << 16

  /// The file, as messages name it.
  let path: String

  /// The folders that the file names, relative to the working folder or absolute.
  let folders: [ProjectFolder: String]

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - folder: the folder of the project, absolute.
  ///   - isWorking: whether that is the working folder, from which paths are then written.
  /// - Throws: every mistake in the file.
  init(in folder: String, isWorking: Bool) throws(SpecError) {
    let log = DiagnosticLog()
    let prefix = isWorking ? "" : folder.hasSuffix("/") ? folder : "\(folder)/"
    path = prefix + Self.name
    var folders: [ProjectFolder: String] = [:]
    if let bytes = Self.bytes(of: "\(folder)/\(Self.name)", namedAs: path, log: log),
      let root = log.tree(of: bytes, file: path)
    {
      let stated = StatedProject.read(root, log: log)
      for (name, path) in stated.folders {
        if let problem = Self.problem(of: path), let node = root.member(name.rawValue) {
          log.add(node, problem)
        }
        folders[name] = path.hasPrefix("/") ? path : prefix + path
      }
    }
    try log.check()
    self.folders = folders
  }

  /// Returns why a path names no folder that the user can have meant, or nil.
  ///
  /// A shell replaces "~" where it is not quoted, and nothing else does.
  static func problem(of path: String) -> String? {
    if path.contains("\0") { return "a path has no character of the code 0" }
    guard path == "~" || path.hasPrefix("~/") else { return nil }
    return
      "\"~\" is the home folder to a shell alone; write its whole path, or ./~ for a folder of that name"
  }

  private static func bytes(
    of path: String, namedAs name: String, log: DiagnosticLog
  ) -> [UInt8]? {
    func refuse(_ problem: String) {
      log.add(
        JSONDiagnostic(
          position: SourcePosition(file: name, line: 1, column: 1), pointer: "", message: problem))
    }
    do throws(FileError) {
      let file = try FileDescriptor(opening: path)
      let size = try file.regularFileSize()
      guard size <= maximumSize else {
        refuse("more than \(maximumSize) bytes, which no project needs")
        return nil
      }
      return try file.readAll(count: size)
    } catch {
      refuse("\(error)")
      return nil
    }
  }
}

/// A project as its file states it.
private struct StatedProject: NamedObject {
  var version: JSONNode?
  var data: String?
  var weights: String?
  var cache: String?
  var base: String?
  var results: String?
  var experiments: String?

  /// The folders that are stated.
  var folders: [(ProjectFolder, String)] {
    let stated: [(ProjectFolder, String?)] = [
      (.data, data), (.weights, weights), (.cache, cache), (.base, base), (.results, results),
      (.experiments, experiments),
    ]
    return stated.compactMap { folder, path in path.map { (folder, $0) } }
  }

  static let formName = "project"
  static let meaning = "Where the folders of a project lie, from the folder of its file."
  static let fields: [Field<Self>] = [
    Field(
      "version", \.version, .later(.constant(1)), .mandatory,
      read: { reader, project in
        project.version = reader.value("version", isRequired: true)
        guard let node = project.version, node.text != "1" || node.summary != "1" else { return }
        reader.report("version", "unknown version \(node.summary)", accepted: ["1"])
      }, meaning: "The version of the format."),
    Field("data", \.data, FieldType.text.optional, meaning: "The sets of images."),
    Field("weights", \.weights, FieldType.text.optional, meaning: "The checkpoint files."),
    Field("cache", \.cache, FieldType.text.optional, meaning: "What was computed."),
    Field("base", \.base, FieldType.text.optional, meaning: "A second cache, read only."),
    Field("results", \.results, FieldType.text.optional, meaning: "The tables."),
    Field("experiments", \.experiments, FieldType.text.optional, meaning: "The specs."),
  ]
}
