import JSON
import Tensors

/// Documents drawn at random, with everything that JSON allows.
struct DrawnJSON {
  private var generator: SeededGenerator

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed, purpose: "drawn JSON")
  }

  private static let texts = [
    "", "a", "é", "e\u{301}", "\u{0}\u{1f}\u{7f}", "\"\\/", "\r\n", "\t", "😀", "\u{2028}", "~1/~0",
    "\u{FFFF}", "null", "1", " ", "旧市街",
  ]

  private static let integers = [0, 1, -1, 255, .max, .min, 1 << 53 + 1, -(1 << 32)]

  private static let doubles = [
    0.1, -0.0, 1e300, -1e-300, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1.5, 1 / 3.0,
    123456789.125, .leastNormalMagnitude,
  ]

  /// Draws a value whose members nest no deeper than asked for.
  mutating func value(depth: Int = 4) -> CanonicalJSON {
    switch generator.integer(below: depth > 0 ? 8 : 5) {
    case 0: .null
    case 1: .bool(generator.chance(0.5))
    case 2: .integer(generator.pick(Self.integers))
    case 3: .double(generator.pick(Self.doubles))
    case 4: .string(text())
    case 5, 6: .array((0..<generator.integer(below: 4)).map { _ in value(depth: depth - 1) })
    default: object(depth: depth)
    }
  }

  /// Draws an object.
  mutating func object(depth: Int = 4) -> CanonicalJSON {
    var members: [String: CanonicalJSON] = [:]
    for _ in 0..<(1 + generator.integer(below: 4)) { members[text()] = value(depth: depth - 1) }
    return .object(members)
  }

  private mutating func text() -> String {
    (0..<generator.integer(below: 4)).map { _ in generator.pick(Self.texts) }.joined()
  }

  /// Writes a value in a way of its own: members in any order, spaces anywhere, characters escaped.
  mutating func written(_ value: CanonicalJSON) -> String {
    let text =
      switch value {
      case .object(let members):
        "{"
          + order(Array(members)).map { written(.string($0.key)) + ":" + written($0.value) }
          .joined(separator: ",") + space() + "}"
      case .array(let elements):
        "[" + elements.map { written($0) }.joined(separator: ",") + space() + "]"
      case .string(let text): "\"" + text.utf16.map { escaped($0) }.joined() + "\""
      default: value.compact
      }
    return space() + text + space()
  }

  private mutating func order<Element>(_ elements: [Element]) -> [Element] {
    generator.permutation(elements.count).map { elements[$0] }
  }

  private mutating func space() -> String { generator.pick(["", "", " ", "\n", "\r\n", "\t "]) }

  /// Half of a surrogate pair can be written in no other way.
  private mutating func escaped(_ unit: UInt16) -> String {
    let digits = String(unit, radix: 16, uppercase: generator.chance(0.5))
    let escape = "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    guard let scalar = Unicode.Scalar(unit), scalar.value >= 0x20, scalar != "\"", scalar != "\\",
      generator.chance(0.5)
    else { return escape }
    return String(scalar)
  }
}
