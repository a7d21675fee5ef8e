public import Evaluation
import Failures
import Formats

/// Ground truths in one file, as Revisited Oxford and Paris publish them: `gnd_<name>.pkl`.
///
/// The file is a pickled dictionary: `imlist` (names of the database), `qimlist` (names of the
/// queries) and `gnd` (for each query `bbx`, and the lists `easy`, `hard` and `junk`, or `ok` and
/// `junk` for a classic one, of 0-based indices into `imlist`). A list that is absent or None is empty.
/// Whatever Python treats as a list is one, arrays of NumPy among them; nothing is ever executed.
public enum GroundTruthFile {
  /// Reads a ground truth; lists named `ok` mean the classic protocol.
  ///
  /// - Parameter path: the file.
  /// - Returns: a ground truth of the revisited or the classic protocol.
  /// - Throws: `DatasetError` with the field that is wrong.
  public static func read(_ path: String) throws(DatasetError) -> GroundTruth {
    let bytes = try DatasetFiles.bytes(of: path)
    try refuseOtherKinds(bytes, path: path)
    return try GroundTruthParser(path: path, root: try plain(bytes, path: path)).groundTruth()
  }

  private static func plain(_ bytes: [UInt8], path: String) throws(DatasetError) -> PickleValue {
    let value: PickleValue
    do throws(PickleError) {
      value = try PickleValue(pickled: bytes, symbols: .plainData)
    } catch {
      throw DatasetError(
        .malformed, path: path, problem: withoutFullStop("\(error)"), advice: plainAdvice)
    }
    do throws(Reason) {
      return try value.plain()
    } catch {
      throw DatasetError(
        .malformed, path: path, problem: "the pickle is refused: \(error.text)",
        advice: plainAdvice)
    }
  }

  private static let plainAdvice =
    "Is the file whole? It is read as data: lists, dictionaries, numbers, text and arrays of NumPy; "
    + "save those with pickle.dump."

  /// Refuses files of other kinds that people have beside a ground truth, by their first bytes.
  private static func refuseOtherKinds(_ bytes: [UInt8], path: String) throws(DatasetError) {
    let python = "In Python, write a dictionary of imlist, qimlist and gnd with pickle.dump."
    let kinds: [(start: [UInt8], kind: String, advice: String)] = [
      (
        Array("MATLAB ".utf8), "a .mat file, and ground truths are read from pickles",
        "Name the .pkl of the same dataset, such as gnd_instre.pkl beside gnd_instre.mat."
      ),
      ([0x89] + Array("HDF".utf8), "an HDF5 file, and not a ground truth", python),
      ([0x1F, 0x8B], "compressed by gzip", "Decompress it: gunzip -k."),
      (Array("PK\u{3}\u{4}".utf8), "a zip archive, and not a pickle", python),
      ([0x93] + Array("NUMPY".utf8), "an array of NumPy, and not a pickle", python),
      (Array("{".utf8), "JSON, and ground truths are read from pickles", python),
      (Array("path,".utf8), "a table of images", "Give it with --manifest."),
      (
        Array("version https://git-lfs".utf8), "a pointer of Git LFS",
        "Fetch the file: git lfs pull."
      ),
      (
        Array("<".utf8), "a web page",
        "Was it saved in place of the file? Download the file itself."
      ),
    ]
    guard let found = kinds.first(where: { bytes.starts(with: $0.start) }) else { return }
    throw DatasetError(
      .malformed, path: path, problem: "this is \(found.kind)", advice: found.advice)
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
        .malformed, path: path, problem: withoutFullStop("\(error)"),
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
