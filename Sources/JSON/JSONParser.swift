/// What a text holds, and every mistake that was found in it.
package struct JSONReading {
  /// The root of the tree, or nil after a syntax error.
  package let root: JSONNode?

  /// The mistakes in the order in which they were met.
  package let mistakes: [JSONDiagnostic]
}

/// Makes a tree of a text, in which every value knows where it stands.
package enum JSONParser {
  /// Reads one document.
  ///
  /// A syntax error ends the reading. A repeated key is a mistake too, and its first value is kept, so
  /// that reading goes on.
  ///
  /// - Parameters:
  ///   - bytes: the text, UTF-8.
  ///   - file: the name that messages give to the text.
  /// - Returns: the tree, or none, and the mistakes.
  package static func read(_ bytes: [UInt8], file: String) -> JSONReading {
    var scanner = JSONScanner(bytes, file: file)
    var mistakes: [JSONDiagnostic] = []
    do throws(JSONDiagnostic) {
      let root = try scanner.document { scanner throws(JSONDiagnostic) in
        try node(&scanner, pointer: "", &mistakes)
      }
      return JSONReading(root: root, mistakes: mistakes)
    } catch {
      return JSONReading(root: nil, mistakes: mistakes + [error])
    }
  }

  private static func node(
    _ scanner: inout JSONScanner, pointer: String, _ mistakes: inout [JSONDiagnostic]
  ) throws(JSONDiagnostic) -> JSONNode {
    let position = scanner.position(of: scanner.index)
    let value: JSONNode.Value
    switch try scanner.next() {
    case .object: value = .object(try members(&scanner, pointer: pointer, &mistakes))
    case .array:
      var nodes: [JSONNode] = []
      try scanner.elements { scanner throws(JSONDiagnostic) in
        nodes.append(try node(&scanner, pointer: "\(pointer)/\(nodes.count)", &mistakes))
      }
      value = .array(nodes)
    case .string: value = .string(try scanner.string())
    case .number: value = .number(try scanner.number().text)
    case .word: value = try scanner.word().map(JSONNode.Value.bool) ?? .null
    }
    return JSONNode(value: value, position: position, pointer: pointer)
  }

  private static func members(
    _ scanner: inout JSONScanner, pointer: String, _ mistakes: inout [JSONDiagnostic]
  ) throws(JSONDiagnostic) -> [JSONNode.Member] {
    var members: [JSONNode.Member] = []
    var places: [String: SourcePosition] = [:]
    try scanner.members { scanner, key throws(JSONDiagnostic) in
      let keyPosition = scanner.position(of: scanner.keyIndex)
      let path = JSONNode.pointer(pointer, key)
      let node = try node(&scanner, pointer: path, &mistakes)
      if let first = places[key] {
        mistakes.append(
          JSONDiagnostic(
            position: keyPosition, pointer: path,
            message: "duplicate key \"\(key)\", first given at \(first.line):\(first.column)"))
      } else {
        places[key] = keyPosition
        members.append(JSONNode.Member(key: key, keyPosition: keyPosition, node: node))
      }
      return true
    }
    return members
  }
}
