import Files
package import JSON

/// A name from a closed list, as it is written in a spec.
package protocol RegisteredName: RawRepresentable<String>, CaseIterable, Sendable {}

extension DiagnosticLog {
  /// Returns a text that is not empty, or nil after noting what stands there instead.
  package func string(_ node: JSONNode) -> String? {
    guard case .string(let text) = node.value else {
      add(node, "expected a string, found \(node.summary)")
      return nil
    }
    guard !text.isEmpty else {
      add(node, "expected a string that is not empty")
      return nil
    }
    return text
  }

  /// Returns a name fit for a file: letters, digits, "-" and "_".
  package func fileName(_ node: JSONNode) -> String? {
    guard let text = string(node) else { return nil }
    guard Self.isPlain(text) else {
      add(node, "\"\(text)\" is no plain name; use up to 64 letters, digits, \"-\" and \"_\"")
      return nil
    }
    return text
  }

  /// Returns the name of the recipe that is meant, by its name or by the path of its file.
  package func recipeName(_ node: JSONNode) -> String? {
    guard let text = string(node) else { return nil }
    guard Self.isRecipePath(text) else {
      guard Self.isPlain(text) else {
        add(
          node,
          "\"\(text)\" is no plain name; use up to 64 letters, digits, \"-\" and \"_\", or a path "
            + "that ends in \".json\"")
        return nil
      }
      return text
    }
    let stem = text.split(separator: "/").last.map { String($0.dropLast(5)) } ?? ""
    guard Self.isPlain(stem) else {
      add(
        node,
        "the network would be called \"\(stem)\" after its file, which is no plain name; use up to 64 "
          + "letters, digits, \"-\" and \"_\"")
      return nil
    }
    return stem
  }

  /// Returns whether a recipe is named by the path of its file.
  package static func isRecipePath(_ text: String) -> Bool { text.hasSuffix(".json") }

  /// Returns whether a text may be the name of a file or a folder in a spec.
  package static func isPlain(_ text: String) -> Bool {
    (1...64).contains(text.count)
      && text.unicodeScalars.allSatisfy {
        $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil)
          || $0 == "-" || $0 == "_"
      }
  }

  /// Returns a whole number within a range, or nil after noting what stands there instead.
  func integer(_ node: JSONNode, in range: ClosedRange<Int>) -> Int? {
    guard case .number(let text) = node.value, let number = Int(text) else {
      add(node, "expected a whole number, found \(node.summary)")
      return nil
    }
    guard range.contains(number) else {
      add(
        node, "\(number) is out of range",
        accepted: ["\(range.lowerBound)...\(range.upperBound)"])
      return nil
    }
    return number
  }

  /// Returns a number within bounds, or nil after noting what stands there instead.
  func number(_ node: JSONNode, _ bounds: NumberBounds) -> Double? {
    guard case .number(let text) = node.value, let number = Double(text) else {
      add(node, "expected a number, found \(node.summary)")
      return nil
    }
    guard bounds.contains(number) else {
      add(node, "\(text) is out of range", accepted: [bounds.words])
      return nil
    }
    return number
  }

  /// Returns one of a closed list of names, or nil after noting which there are.
  package func name<Name: RegisteredName>(_ node: JSONNode, _: Name.Type = Name.self) -> Name? {
    let names = Name.allCases.map(\.rawValue)
    guard let text = choice(node, of: names) else { return nil }
    return Name(rawValue: text)
  }

  /// Returns one of some texts, or nil after noting which there are.
  ///
  /// - Parameters:
  ///   - node: the value.
  ///   - names: the texts.
  ///   - others: what else may stand there, which the caller has looked for already.
  /// - Returns: the text that stands there.
  package func choice(_ node: JSONNode, of names: [String], others: [String] = []) -> String? {
    let accepted = names + others
    guard case .string(let text) = node.value else {
      add(node, "expected a name, found \(node.summary)", accepted: accepted)
      return nil
    }
    guard names.contains(text) else {
      add(
        node, "unknown name \"\(text)\"", accepted: accepted,
        suggestion: nearestName(to: text, among: names))
      return nil
    }
    return text
  }

  /// Returns what each element of an array reads as, or nil when it is no array or any is wrong.
  package func list<Element>(_ node: JSONNode, _ read: (JSONNode) -> Element?) -> [Element]? {
    guard case .array(let nodes) = node.value else {
      add(node, "expected an array, found \(node.summary)")
      return nil
    }
    let elements = nodes.map(read)
    let found = elements.compactMap { $0 }
    return found.count == elements.count ? found : nil
  }

  /// Returns true or false, or nil after noting what stands there instead.
  func flag(_ node: JSONNode) -> Bool? {
    guard case .bool(let flag) = node.value else {
      add(node, "expected true or false, found \(node.summary)")
      return nil
    }
    return flag
  }

  /// Returns the lower and the upper end of an interval, written as a pair, or nil after a mistake.
  func interval(_ node: JSONNode, _ bounds: NumberBounds) -> ClosedRange<Double>? {
    guard let ends = list(node, { number($0, bounds) }) else { return nil }
    guard ends.count == 2, ends[0] <= ends[1] else {
      add(node, "expected a pair of numbers, the lower one first")
      return nil
    }
    return ends[0]...ends[1]
  }

  /// Returns a list, after noting that it is empty or repeats something; nil after another mistake.
  package func distinctList<Element: Hashable>(
    _ node: JSONNode, _ read: (JSONNode) -> Element?
  ) -> [Element]? {
    guard let list = list(node, read) else { return nil }
    if list.isEmpty { add(node, "expected at least one element") }
    guard case .array(let nodes) = node.value else { return list }
    for (i, element) in list.enumerated() where list[..<i].contains(element) {
      add(nodes[i], "\(nodes[i].text) stands in the list already")
    }
    return list
  }
}
