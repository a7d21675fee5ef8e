import Evaluation

/// Reads the text files of single classic queries.
struct ClassicReader {
  private let files: ClassicFiles
  private let indexOfName: [String: Int]

  private var folder: String { files.folder }

  init(files: ClassicFiles, databaseNames: [String]) {
    self.files = files
    indexOfName = Dictionary(
      databaseNames.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Refuses lists whose query file is missing.
  func checkLists(topics: Set<String>) throws(DatasetError) {
    for file in files.names {
      guard let topic = ClassicFiles.topic(ofList: file), !topics.contains(topic) else { continue }
      throw DatasetError(
        .missing, path: "\(folder)/\(topic)\(ClassicGroundTruth.querySuffix)",
        problem: "the file does not exist, though \(file) does",
        advice: "Unpack the ground truth again.")
    }
  }

  func query(_ topic: String) throws(DatasetError) -> QueryTruth {
    let name = topic + ClassicGroundTruth.querySuffix
    let (path, text) = ("\(folder)/\(name)", try files.text(of: name))
    let line = ClassicQueryLine(text)
    let edges = line?.edges.compactMap { Double($0) } ?? []
    guard let line, edges.count == 4 else {
      throw malformed(
        path, 1, "expected one line of an image name and four numbers, found '\(shortened(text))'")
    }
    guard let box = PixelBounds(x1: edges[0], y1: edges[1], x2: edges[2], y2: edges[3]) else {
      throw malformed(path, 1, "the box \(edges) is empty, or starts outside of the image")
    }
    return QueryTruth(
      name: try queryName(line, path: path), box: box,
      lists: .classic(
        good: try list("good", of: topic), ok: try list("ok", of: topic),
        junk: try list("junk", of: topic)))
  }

  private func queryName(
    _ line: ClassicQueryLine, path: String
  ) throws(DatasetError) -> String {
    guard indexOfName[line.name] != nil else { throw unknown(line.name, path: path, line: 1) }
    return line.name
  }

  /// Returns the indices a list names; images known to be damaged are passed over.
  private func list(_ list: String, of topic: String) throws(DatasetError) -> [Int] {
    let name = "\(topic)_\(list).txt"
    let path = "\(folder)/\(name)"
    let lines = try files.text(of: name).split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    var indices: [Int] = []
    for (position, line) in lines.enumerated() {
      let name = line.split { $0.isWhitespace }.joined(separator: " ")
      guard !name.isEmpty else { continue }
      if let index = indexOfName[name] {
        indices.append(index)
      } else if !KnownDamage.parisNames.contains(name) {
        throw unknown(name, path: path, line: position + 1)
      }
    }
    return indices
  }

  private func unknown(_ name: String, path: String, line: Int) -> DatasetError {
    DatasetError(
      .inconsistent, path: path, location: .line(line),
      problem: "the image \(name) is not in the database",
      advice: "Are all images unpacked into the image folder?")
  }

  private func malformed(_ path: String, _ line: Int, _ problem: String) -> DatasetError {
    DatasetError(
      .malformed, path: path, location: .line(line), problem: problem,
      advice: "Unpack the ground truth again.")
  }
}

/// The one line of a query's file: the name of its image, and its box in the last four fields.
struct ClassicQueryLine {
  /// The name, which may hold spaces, without what Oxford writes before it.
  let name: String

  /// The edges of the box as they are written.
  let edges: [Substring]

  /// Takes a file's text apart; nil where it has not one line of at least five fields.
  init?(_ text: String) {
    let lines = text.split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }
    let fields = lines.first?.split(whereSeparator: \.isWhitespace) ?? []
    guard lines.count == 1, fields.count >= 5 else { return nil }
    let written = fields.dropLast(4).joined(separator: " ")
    let prefix = ClassicGroundTruth.queryPrefix
    name = written.hasPrefix(prefix) ? String(written.dropFirst(prefix.count)) : written
    edges = fields.suffix(4)
  }
}
