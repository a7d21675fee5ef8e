import Checkpoints
public import Evaluation

/// Ground truths in one file, as Revisited Oxford and Paris publish them: `gnd_<name>.pkl`.
///
/// The file is a pickled dictionary: `imlist` (names of the database), `qimlist` (names of the
/// queries) and `gnd` (for each query `bbx`, and the lists `easy`, `hard` and `junk`, or `ok` and
/// `junk` for a classic one, of 0-based indices into `imlist`).
public enum GroundTruthFile {
  /// Reads a ground truth; lists named `ok` mean the classic protocol.
  ///
  /// - Parameter path: the file.
  /// - Returns: a ground truth of the revisited or the classic protocol.
  /// - Throws: `DatasetError` with the field that is wrong.
  public static func read(_ path: String) throws(DatasetError) -> GroundTruth {
    let bytes = try DatasetFiles.bytes(of: path)
    let root: PickleValue
    do {
      root = try PickleValue(pickled: bytes)
    } catch {
      throw DatasetError(
        .malformed, path: path, problem: withoutFullStop(error.description),
        advice: "Download or generate the file again.")
    }
    return try GroundTruthParser(path: path, root: root).groundTruth()
  }

  /// Writes a ground truth of the revisited or the classic protocol, for Python to read too.
  ///
  /// - Parameters:
  ///   - groundTruth: what to write. Good and ok images of a classic one become one list, and a query
  ///     without a box gets no field for it.
  ///   - path: the file, which is replaced.
  /// - Throws: `DatasetError` when the file cannot be written.
  public static func write(
    _ groundTruth: GroundTruth, to path: String
  ) throws(DatasetError) {
    precondition(
      groundTruth.evaluationProtocol != .manifest,
      "expected the revisited or the classic protocol, found manifest")
    let entries = groundTruth.queries.map { PickleValue.dictionary(fields(of: $0)) }
    let root = PickleValue.dictionary([
      PickleEntry(
        key: .string("imlist"),
        value: .list(groundTruth.databaseNames.map(PickleValue.string))),
      PickleEntry(
        key: .string("qimlist"),
        value: .list(groundTruth.queries.map { .string($0.name) })),
      PickleEntry(key: .string("gnd"), value: .list(entries)),
    ])
    let bytes: [UInt8]
    do {
      bytes = try root.pickled()
    } catch {
      throw DatasetError(
        .malformed, path: path, problem: withoutFullStop(error.description),
        advice: "Shorten the names.")
    }
    try DatasetFiles.write(bytes, to: path)
  }

  private static func fields(of query: QueryTruth) -> [PickleEntry] {
    var fields: [(String, [PickleValue])] = []
    if let box = query.box {
      fields.append(("bbx", [box.x1, box.y1, box.x2, box.y2].map(PickleValue.float)))
    }
    switch query.lists {
    case .revisited(let easy, let hard, let junk):
      fields += [("easy", easy), ("hard", hard), ("junk", junk)].map {
        ($0.0, $0.1.map(PickleValue.integer))
      }
    case .classic(let good, let ok, let junk):
      fields += [("ok", good + ok), ("junk", junk)].map {
        ($0.0, $0.1.map(PickleValue.integer))
      }
    case .manifest: break
    }
    return fields.map { PickleEntry(key: .string($0.0), value: .list($0.1)) }
  }
}

/// Returns a message as a clause, for a sentence that goes on.
func withoutFullStop(_ message: String) -> String {
  message.hasSuffix(".") ? String(message.dropLast()) : message
}
