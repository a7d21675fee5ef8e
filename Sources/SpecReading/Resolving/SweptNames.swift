import JSON
import Specs

/// What the values of a swept field are called in names of rows and in claims.
///
/// A value is called as it is written. Objects are called by their kind, and where that leaves some alike,
/// by as many of their members as tell them apart, in their order: "pca, dimensions 128".
struct SweptNames {
  /// The names, in the order of the values, each once.
  let names: [String]

  /// Decides the names of some values that differ.
  init(_ values: [JSONNode]) {
    let texts = values.map(\.text)
    let objects = values.filter(\.isObject)
    // More values than a table may have rows are a mistake, and need no other names.
    guard !objects.isEmpty, values.count <= ExperimentResolver.maximumRows else {
      names = texts
      return
    }
    let words = values.map { $0.isObject ? Self.words(for: $0, among: objects) : [$0.text] }
    let lengths = 1...max(1, words.map(\.count).max() ?? 1)
    let candidates = lengths.lazy.map { length in
      words.map { $0.prefix(length).joined(separator: ", ") }
    }
    names = candidates.first { Set($0).count == $0.count } ?? texts
  }

  /// Returns the kind of an object, and each member in which another of its kind differs, in words.
  private static func words(for node: JSONNode, among objects: [JSONNode]) -> [String] {
    let kind = node.member("kind")?.text
    let others = objects.filter { $0.member("kind")?.text == kind && $0.text != node.text }
    let paths = node.paths.filter { $0 != "kind" }
    let telling = paths.filter { path in
      others.contains { $0.text(at: path) != node.text(at: path) }
    }
    let shown = telling.isEmpty && kind == nil ? paths : telling
    let members = shown.map { path in
      let heading = path.split(separator: ".").last { $0 != "kind" } ?? Substring(path)
      return "\(heading) \(node.text(at: path) ?? "")"
    }
    let words = (kind.map { [$0] } ?? []) + members
    return words.isEmpty ? [node.text] : words
  }
}

extension JSONNode {
  /// Whether the node is an object.
  var isObject: Bool { if case .object = value { true } else { false } }

  /// Returns the value at the end of a path below an object as one line, or nil where there is none.
  fileprivate func text(at path: String) -> String? {
    var node: JSONNode? = self
    for key in path.split(separator: ".") { node = node?.member(String(key)) }
    return node?.text
  }
}
