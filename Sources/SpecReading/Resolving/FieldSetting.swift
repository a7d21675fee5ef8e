import JSON

/// A field of a spec that is set from outside, such as "descriptor.size=128".
public struct FieldSetting: Sendable, Hashable {
  /// The field: the path of one that may be swept, or a field of the table.
  public let path: String

  /// What is given, whole.
  public let text: String

  /// Creates a setting, or returns nil for a text without a "=" behind a path.
  ///
  /// - Parameter text: the field, "=" and the value: JSON, or else a string.
  public init?(_ text: String) {
    guard let end = text.firstIndex(of: "="), end > text.startIndex else { return nil }
    path = String(text[..<end])
    self.text = text
  }

  /// The field and its value as members of an object, with their places in the text.
  var member: JSONNode.Member {
    let file = "-S \(text)"
    let pointer = "/" + path.split(separator: ".").joined(separator: "/")
    let value = String(text.dropFirst(path.count + 1))
    // What stands before the value is left blank, so that places are those of the text.
    let blank = String(repeating: " ", count: path.count + 1)
    let reading = JSONParser.read(Array((blank + value).utf8), file: file)
    let start = SourcePosition(file: file, line: 1, column: path.count + 2)
    let node =
      reading.mistakes.isEmpty ? reading.root?.placed(below: pointer) : nil
    return JSONNode.Member(
      key: path, keyPosition: SourcePosition(file: file, line: 1, column: 1),
      node: node ?? JSONNode(value: .string(value), position: start, pointer: pointer))
  }
}

extension JSONNode {
  /// Returns the node and what is in it with pointers that go on from another.
  fileprivate func placed(below base: String) -> JSONNode {
    let placed: Value =
      switch value {
      case .array(let nodes): .array(nodes.map { $0.placed(below: base) })
      case .object(let members):
        .object(
          members.map {
            Member(key: $0.key, keyPosition: $0.keyPosition, node: $0.node.placed(below: base))
          })
      default: value
      }
    return JSONNode(value: placed, position: position, pointer: base + pointer)
  }
}
