import Evaluation
import Formats

/// Turns the pickled dictionary of a ground truth into lists that are checked.
struct GroundTruthParser {
  let path: String

  /// The content, as plain data.
  let root: PickleValue

  func groundTruth() throws(DatasetError) -> GroundTruth {
    let database = try names("imlist")
    let queries = try names("qimlist")
    guard let entries = try present("gnd", of: root, at: "gnd", Self.layout) else {
      throw malformed("gnd", "the field is missing", Self.layout)
    }
    guard entries.count == queries.count else {
      throw malformed(
        "gnd", "there are \(entries.count) entries for the \(queries.count) names of qimlist",
        "Write one entry for each name of qimlist, in its order.")
    }
    let isClassic = try isClassic(entries)
    var truths: [QueryTruth] = []
    for (index, entry) in entries.enumerated() {
      let field = "gnd[\(index)]"
      truths.append(
        QueryTruth(
          name: queries[index], box: try box(of: entry, at: "\(field).bbx"),
          lists: isClassic
            ? .classic(
              good: [], ok: try indices("ok", of: entry, at: field),
              junk: try indices("junk", of: entry, at: field))
            : .revisited(
              easy: try indices("easy", of: entry, at: field),
              hard: try indices("hard", of: entry, at: field),
              junk: try indices("junk", of: entry, at: field))))
    }
    if !isClassic { try checkQueriesOutside(queries, database) }
    do {
      return try GroundTruth(
        evaluationProtocol: isClassic ? .classic : .revisited, databaseNames: database,
        queries: truths)
    } catch {
      throw DatasetError(
        .inconsistent, path: path, problem: withoutFullStop("\(error)"),
        advice:
          "Names are unique, and lists hold places in imlist, counted from 0, each in one list "
          + "of a query.")
    }
  }

  private static let layout =
    "A ground truth is a dictionary of imlist, qimlist (lists of names) and gnd (a list of "
    + "dictionaries with bbx, and easy, hard and junk, or ok and junk)."

  private func malformed(_ field: String, _ problem: String, _ advice: String) -> DatasetError {
    DatasetError(
      .malformed, path: path, location: .field(field), problem: problem, advice: advice)
  }

  /// Returns the elements of a field; nil where it is absent or None.
  private func present(
    _ key: String, of dictionary: PickleValue, at field: String, _ advice: String
  ) throws(DatasetError) -> [PickleValue]? {
    guard let value = dictionary[key], value != .none else { return nil }
    guard let elements = value.elements else {
      throw malformed(field, "expected a list, found \(value.summary)", advice)
    }
    return elements
  }

  private func names(_ key: String) throws(DatasetError) -> [String] {
    let advice = "Write \(key) as a list of names, in the order that gnd refers to."
    guard let values = try present(key, of: root, at: key, advice) else {
      throw malformed(key, "the field is missing", Self.layout)
    }
    var names: [String] = []
    for (index, value) in values.enumerated() {
      guard let name = value.text else {
        throw malformed("\(key)[\(index)]", "expected a name, found \(value.summary)", advice)
      }
      guard ImageNames.isListable(name) else {
        throw malformed(
          "\(key)[\(index)]", "'\(shortened(name))' cannot be the name of an image",
          "A name is that of a file, with its folders or without; it does not hold '..'.")
      }
      names.append(name)
    }
    return names
  }

  /// Returns whether the lists are those of the classic protocol; lists of both kinds are refused.
  private func isClassic(_ entries: [PickleValue]) throws(DatasetError) -> Bool {
    func first(of keys: [String]) -> (index: Int, key: String)? {
      for (index, entry) in entries.enumerated() {
        for key in keys where entry[key] != nil && entry[key] != PickleValue.none {
          return (index, key)
        }
      }
      return nil
    }
    for (index, entry) in entries.enumerated() {
      guard case .dictionary = entry else {
        throw malformed(
          "gnd[\(index)]", "expected a dictionary, found \(entry.summary)", Self.layout)
      }
    }
    for (index, entry) in entries.enumerated() { try checkSpelling(of: entry, at: "gnd[\(index)]") }
    let (classic, revisited) = (first(of: ["ok"]), first(of: ["easy", "hard"]))
    if let classic, let revisited {
      throw malformed(
        "gnd[\(classic.index)].ok",
        "there are lists ok, of the classic protocol, and gnd[\(revisited.index)].\(revisited.key), "
          + "of the revisited one",
        "Keep ok and junk, or easy, hard and junk, in one file.")
    }
    guard classic != nil || revisited != nil || entries.isEmpty else {
      throw malformed("gnd", "no entry has a list ok, easy or hard", Self.layout)
    }
    return classic != nil
  }

  /// Refuses a key that is one of the known ones in other letters, whose list would count as empty.
  private func checkSpelling(
    of entry: PickleValue, at field: String
  ) throws(DatasetError) {
    guard case .dictionary(let members) = entry else { return }
    let known = ["bbx", "easy", "hard", "junk", "ok"]
    for member in members {
      guard let key = member.key.text, !known.contains(key) else { continue }
      let meant = ManifestHeader.trimmed(key).lowercased()
      guard known.contains(meant) else { continue }
      throw malformed(
        "\(field).\(shortened(key))", "the key is not known, and \(meant) is", "Write \(meant).")
    }
  }

  private func indices(
    _ key: String, of entry: PickleValue, at field: String
  ) throws(DatasetError) -> [Int] {
    let advice = "Lists hold places in imlist, counted from 0."
    guard let value = entry[key], value != .none else { return [] }
    guard let elements = value.members else {
      throw malformed("\(field).\(key)", "expected a list, found \(value.summary)", advice)
    }
    var indices: [Int] = []
    for (position, value) in Self.flattened(elements).enumerated() {
      guard let index = value.wholeNumber else {
        throw malformed(
          "\(field).\(key)[\(position)]", "expected an index, found \(value.summary)", advice)
      }
      indices.append(index)
    }
    return value.elements == nil ? indices.sorted() : indices
  }

  /// Returns the elements of a list that an array of one row, or of one column, has become.
  private static func flattened(_ elements: [PickleValue]) -> [PickleValue] {
    if elements.count == 1, let row = elements[0].elements { return row }
    let columns = elements.compactMap(\.elements)
    guard columns.count == elements.count, columns.allSatisfy({ $0.count == 1 }) else {
      return elements
    }
    return columns.flatMap(\.self)
  }

  private func box(of entry: PickleValue, at field: String) throws(DatasetError) -> PixelBounds? {
    guard let value = entry["bbx"], value != .none else { return nil }
    let advice = "Write bbx as x1, y1, x2, y2 in pixels, or leave it out for the whole image."
    let written = Self.flattened(value.elements ?? [])
    let edges = written.compactMap(\.number)
    guard edges.count == 4, written.count == 4 else {
      throw malformed(field, "expected four numbers, found \(value.summary)", advice)
    }
    guard let box = PixelBounds(x1: edges[0], y1: edges[1], x2: edges[2], y2: edges[3]) else {
      throw malformed(
        field, "the box \(edges) is empty, or starts outside of the image", advice)
    }
    return box
  }

  /// Refuses queries of the revisited protocol that could be found.
  private func checkQueriesOutside(
    _ queries: [String], _ database: [String]
  ) throws(DatasetError) {
    func key(_ name: String) -> String { NameKeys.key(of: name, depth: .max, keepingEnding: false) }
    let known = Set(database.map(key))
    for (index, query) in queries.enumerated() where known.contains(key(query)) {
      throw DatasetError(
        .inconsistent, path: path, location: .field("qimlist[\(index)]"),
        problem: "the query \(query) is also in imlist, so it would find itself",
        advice: "Leave queries out of imlist, or write lists ok and junk, by which a query that is "
          + "in imlist can be judged.")
    }
  }
}

extension PickleValue {
  /// The text, if it is text or bytes that are UTF-8.
  fileprivate var text: String? {
    switch self {
    case .string(let text): text
    case .bytes(let bytes): String(validating: bytes, as: UTF8.self)
    default: nil
    }
  }

  /// The number, if it is a whole one, perhaps kept as a float.
  fileprivate var wholeNumber: Int? {
    switch self {
    case .integer(let value): value
    case .float(let value): Int(exactly: value)
    default: nil
    }
  }
}
