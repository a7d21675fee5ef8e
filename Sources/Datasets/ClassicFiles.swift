/// The text files of classic queries, each read once.
struct ClassicFiles {
  /// The folder that they lie in.
  let folder: String

  /// The names of all files of the folder but those that systems leave, sorted.
  let names: [String]

  private let texts: [String: String]

  private static let listSuffixes = ["_good.txt", "_ok.txt", "_junk.txt"]

  /// Reads the files of queries and lists; nil where the folder is not there.
  ///
  /// - Parameter folder: the folder.
  /// - Throws: `DatasetError` for a file that cannot be read.
  init?(_ folder: String) throws(DatasetError) {
    guard let names = try DatasetFiles.names(in: folder) else { return nil }
    (self.folder, self.names) = (folder, names.filter { !SystemFiles.isOne($0) })
    var texts: [String: String] = [:]
    for name in self.names
    where name.hasSuffix(ClassicGroundTruth.querySuffix) || Self.topic(ofList: name) != nil {
      texts[name] = try DatasetFiles.text(of: "\(folder)/\(name)")
    }
    self.texts = texts
  }

  /// Returns the query that a list belongs to, by the list's name; nil for a file that is no list.
  static func topic(ofList name: String) -> String? {
    listSuffixes.first(where: name.hasSuffix).map { String(name.dropLast($0.count)) }
  }

  /// Returns the text of a file.
  ///
  /// - Throws: `DatasetError` when it is not there.
  func text(of name: String) throws(DatasetError) -> String {
    if let text = texts[name] { return text }
    return try DatasetFiles.text(of: "\(folder)/\(name)")
  }

  /// Every image that the files name, damaged ones left out, so that all that are missing can be told at
  /// once.
  var imageNames: Set<String> {
    var names: Set<String> = []
    for (file, text) in texts {
      if file.hasSuffix(ClassicGroundTruth.querySuffix) {
        if let line = ClassicQueryLine(text) { names.insert(line.name) }
        continue
      }
      for line in text.split(whereSeparator: \.isNewline) {
        names.insert(line.split { $0.isWhitespace }.joined(separator: " "))
      }
    }
    return names.subtracting(KnownDamage.parisNames).filter(ImageNames.isPlain)
  }
}
