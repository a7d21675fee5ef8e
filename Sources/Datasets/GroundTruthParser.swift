import Checkpoints
import Evaluation

/// Turns the pickled dictionary of a ground truth into lists that are checked.
struct GroundTruthParser {
  let path: String
  let root: PickleValue

  func groundTruth() throws(DatasetError) -> GroundTruth {
    let database = try names("imlist")
    let queries = try names("qimlist")
    let entries = try list("gnd", of: root, at: "gnd")
    guard entries.count == queries.count else {
      throw malformed(
        "gnd", "there are \(entries.count) entries for the \(queries.count) names of qimlist")
    }
    let isClassic = entries.contains { $0["ok"] != nil }
    var truths: [QueryTruth] = []
    for (index, entry) in entries.enumerated() {
      let field = "gnd[\(index)]"
      guard case .dictionary = entry else {
        throw malformed(field, "expected a dictionary, found \(entry.summary)")
      }
      truths.append(
        QueryTruth(
          name: queries[index], box: try box(of: entry, at: "\(field).bbx"),
          lists: try lists(of: entry, isClassic: isClassic, at: field)))
    }
    try checkMembership(of: queries, in: database, isClassic: isClassic)
    do {
      return try GroundTruth(
        evaluationProtocol: isClassic ? .classic : .revisited, databaseNames: database,
        queries: truths)
    } catch {
      throw DatasetError(
        .inconsistent, path: path, problem: withoutFullStop(error.description),
        advice: Self.advice)
    }
  }

  private static let advice = "Download or generate the file again."

  private func malformed(_ field: String, _ problem: String) -> DatasetError {
    DatasetError(
      .malformed, path: path, location: .field(field), problem: problem, advice: Self.advice)
  }

  private func list(
    _ key: String, of dictionary: PickleValue, at field: String
  ) throws(DatasetError) -> [PickleValue] {
    guard let value = dictionary[key] else {
      throw malformed(field, "the field is missing")
    }
    guard let elements = value.elements else {
      throw malformed(field, "expected a list, found \(value.summary)")
    }
    return elements
  }

  private func names(_ key: String) throws(DatasetError) -> [String] {
    var names: [String] = []
    for (index, value) in try list(key, of: root, at: key).enumerated() {
      guard case .string(let name) = value else {
        throw malformed("\(key)[\(index)]", "expected a name, found \(value.summary)")
      }
      guard ImageNames.isPlain(name) else {
        throw malformed("\(key)[\(index)]", "'\(name)' cannot be the name of an image")
      }
      names.append(name)
    }
    return names
  }

  private func lists(
    of entry: PickleValue, isClassic: Bool, at field: String
  ) throws(DatasetError) -> QueryLists {
    if isClassic {
      return .classic(
        good: [], ok: try indices("ok", of: entry, at: field),
        junk: try indices("junk", of: entry, at: field))
    }
    return .revisited(
      easy: try indices("easy", of: entry, at: field),
      hard: try indices("hard", of: entry, at: field),
      junk: try indices("junk", of: entry, at: field))
  }

  private func indices(
    _ key: String, of entry: PickleValue, at field: String
  ) throws(DatasetError) -> [Int] {
    var indices: [Int] = []
    for (position, value) in try list(key, of: entry, at: "\(field).\(key)").enumerated() {
      guard case .integer(let index) = value else {
        throw malformed(
          "\(field).\(key)[\(position)]", "expected an index, found \(value.summary)")
      }
      indices.append(index)
    }
    return indices
  }

  private func box(of entry: PickleValue, at field: String) throws(DatasetError) -> PixelBounds? {
    guard let value = entry["bbx"], value != .none else { return nil }
    let edges = (value.elements ?? []).compactMap(\.number)
    guard edges.count == 4, value.elements?.count == 4 else {
      throw malformed(field, "expected four numbers, found \(value.summary)")
    }
    guard let box = PixelBounds(x1: edges[0], y1: edges[1], x2: edges[2], y2: edges[3]) else {
      throw malformed(
        field, "the box \(edges) is empty, or starts outside of the image")
    }
    return box
  }

  private func checkMembership(
    of queries: [String], in database: [String], isClassic: Bool
  ) throws(DatasetError) {
    let known = Set(database)
    for (index, query) in queries.enumerated() where known.contains(query) != isClassic {
      throw DatasetError(
        .inconsistent, path: path, location: .field("qimlist[\(index)]"),
        problem: isClassic
          ? "the query \(query) is not in imlist, as the classic protocol has it"
          : "the query \(query) is also in imlist, so it would find itself",
        advice: Self.advice)
    }
  }
}
