import Datasets
import Evaluation
import Foundation
import Testing

/// One ground truth as Python programs pickle it; Tests/Reference/ground_truth_golden.py.
@Suite struct GroundTruthWrappingTests {
  private static let folder = Bundle.module.bundlePath + "/Golden"

  private static let files =
    ways(
      ["arrays", "big-endian", "scalars", "object-arrays"], ["-numpy1", "-numpy2"], [0, 2, 4, 5])
    + ways(["small", "columns", "rows"], ["-numpy2"], [0, 2, 4, 5])
    + ways(["lists", "defaultdicts", "sets", "frozensets"], [""], [0, 2, 4, 5])
    + ways(["tuples", "bytes", "ordered", "deques", "paths", "none", "absent"], [""], [4, 5])

  private static func ways(
    _ names: [String], _ versions: [String], _ protocols: [Int]
  ) -> [String] {
    names.flatMap { name in
      versions.flatMap { version in protocols.map { "\(name)\(version)-protocol\($0).pkl" } }
    }
  }

  private func lists(_ truth: GroundTruth) -> [[Set<Int>]] {
    truth.queries.map { $0.lists.named.map { Set($0.indices) } }
  }

  @Test(arguments: files)
  func whateverPythonTakesForAListReadsTheSame(file: String) throws {
    let truth = try GroundTruthFile.read("\(Self.folder)/\(file)")
    #expect(truth.evaluationProtocol == .revisited)
    #expect(truth.databaseNames == ["a", "b/é.jpg", "c", "d", "e"])
    #expect(truth.queries.map(\.name) == ["q0", "q1"])
    #expect(
      truth.queries.map(\.box) == [
        PixelBounds(x1: 1, y1: 2, x2: 30, y2: 40.5), PixelBounds(x1: 0, y1: 0, x2: 8, y2: 9),
      ])
    #expect(lists(truth) == [[[0, 3], [1], []], [[], [2, 4], [0]]])
    guard !file.contains("set") else { return }
    #expect(truth.queries[1].lists == .revisited(easy: [], hard: [4, 2], junk: [0]))
  }

  /// Lists of drawn truths, each wrapped in a way drawn by itself.
  @Test(arguments: 0..<60)
  func wrappingsChangeNoList(seed: UInt64) throws {
    let temporary = try TemporaryFolder()
    var generator = WrappingGenerator(seed: seed)
    let names = (0..<12).map { "image\($0)" }
    var entries: [PickleText] = []
    var expected: [QueryLists] = []
    for _ in 0..<3 {
      let order = (0..<12).shuffled(using: &generator)
      let cuts = [
        Int.random(in: 0...4, using: &generator), Int.random(in: 4...9, using: &generator),
      ]
      let (easy, hard, junk) = (
        Array(order[..<cuts[0]]), Array(order[cuts[0]..<cuts[1]]), Array(order[cuts[1]...])
      )
      expected.append(.revisited(easy: easy, hard: hard, junk: junk))
      entries.append(
        .dictionary([
          ("easy", .wrapped(easy, using: &generator)), ("hard", .wrapped(hard, using: &generator)),
          ("junk", .wrapped(junk, using: &generator)),
        ]))
    }
    let truth = PickleText.dictionary([
      ("gnd", .list(entries)), ("imlist", .list(names.map(PickleText.text))),
      ("qimlist", .list(["q0", "q1", "q2"].map(PickleText.text))),
    ])
    let path = try temporary.write(Data(truth.bytes + [UInt8(ascii: ".")]), to: "gnd.pkl")
    #expect(try GroundTruthFile.read(path).queries.map(\.lists) == expected)
  }
}

/// A pickle under construction: the opcodes that leave one value on the stack.
private struct PickleText {
  let bytes: [UInt8]

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  private init(_ text: String) { bytes = Array(text.utf8) }

  static func text(_ text: String) -> PickleText { PickleText("V\(text)\n") }

  static func integer(_ value: Int) -> PickleText { PickleText("I\(value)\n") }

  static func list(_ elements: [PickleText]) -> PickleText {
    PickleText(Array("(".utf8) + elements.flatMap(\.bytes) + Array("l".utf8))
  }

  static func tuple(_ elements: [PickleText]) -> PickleText {
    PickleText(Array("(".utf8) + elements.flatMap(\.bytes) + Array("t".utf8))
  }

  static func dictionary(_ entries: [(String, PickleText)]) -> PickleText {
    PickleText(
      Array("(".utf8) + entries.flatMap { text($0.0).bytes + $0.1.bytes } + Array("d".utf8))
  }

  /// Returns an array of NumPy of whole numbers of some width, perhaps with an axis of one.
  static func array(_ values: [Int], width: Int, module: String, lengths: [Int]) -> PickleText {
    let data = values.flatMap { value in
      (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    let shape = lengths.map { "I\($0)\n" }.joined()
    let type = "cnumpy\ndtype\n(S'i\(width)'\nI0\nI1\ntR(I3\nS'<'\nNNNI-1\nI-1\nI0\ntb"
    let head =
      "c\(module)\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR(I1\n(\(shape)t\(type)I00\n"
    let count = (0..<4).map { UInt8(truncatingIfNeeded: data.count >> (8 * $0)) }
    return PickleText(Array(head.utf8) + [UInt8(ascii: "B")] + count + data + Array("tb".utf8))
  }

  /// Returns a scalar of NumPy.
  private static func scalar(_ value: Int, module: String) -> PickleText {
    let head =
      "c\(module)\nscalar\n(cnumpy\ndtype\n(S'i8'\nI0\nI1\ntR(I3\nS'<'\n"
      + "NNNI-1\nI-1\nI0\ntb"
    let data = (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    return PickleText(
      Array(head.utf8) + [UInt8(ascii: "B"), 8, 0, 0, 0] + data + Array("tR".utf8))
  }

  /// Returns indices as a list, a tuple, an array of some kind, a list of scalars, or a queue.
  static func wrapped(_ values: [Int], using generator: inout WrappingGenerator) -> PickleText {
    let module = ["numpy.core.multiarray", "numpy._core.multiarray"].randomElement(
      using: &generator)
    let width = [1, 2, 4, 8].randomElement(using: &generator) ?? 8
    func array(_ lengths: [Int]) -> PickleText {
      Self.array(values, width: width, module: module ?? "", lengths: lengths)
    }
    let elements = values.map(integer)
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: return list(elements)
    case 1: return tuple(elements)
    case 2: return array([values.count])
    case 3: return array([values.count, 1])
    case 4:
      let content = list(elements).bytes
      return PickleText(Array("ccollections\ndeque\n(".utf8) + content + Array("tR".utf8))
    default:
      return values.isEmpty
        ? PickleText("N") : list(values.map { scalar($0, module: module ?? "") })
    }
  }
}

/// Draws that are the same everywhere.
private struct WrappingGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ (state >> 29)
  }
}
