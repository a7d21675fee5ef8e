package import JSON

/// What may stand in a field, and the value that it is read as.
package struct FieldType<Value>: Sendable {
  let form: FieldForm

  /// Returns the value of a node, or nil after noting what is wrong with it.
  let read: @Sendable (JSONNode, DiagnosticLog) -> Value?

  package init(
    form: FieldForm, read: @escaping @Sendable (JSONNode, DiagnosticLog) -> Value?
  ) {
    self.form = form
    self.read = read
  }

  /// Returns the same form, read as another value.
  package func map<Other>(_ change: @escaping @Sendable (Value) -> Other?) -> FieldType<Other> {
    FieldType<Other>(form: form) { [read] node, log in read(node, log).flatMap(change) }
  }

  /// The same, of a field that may be absent: null and a mistake are nil.
  package var optional: FieldType<Value?> {
    FieldType<Value?>(form: .anyOf([form, .constant(.null)])) { [read] node, log in
      if case .null = node.value { return .some(nil) }
      return .some(read(node, log))
    }
  }

  /// The same, of a field that has to be stated and has no default: nil until it is read.
  package var unread: FieldType<Value?> {
    FieldType<Value?>(form: form) { [read] node, log in .some(read(node, log)) }
  }
}

extension FieldType {
  /// What the field itself reads, since other fields matter to it.
  static func inContext(_ form: FieldForm) -> FieldType {
    FieldType(form: form) { _, _ in nil }
  }
}

extension FieldType where Value == Int {
  package static func integer(_ range: ClosedRange<Int>) -> FieldType {
    FieldType(form: .integer(range)) { $1.integer($0, in: range) }
  }
}

extension FieldType where Value == UInt64 {
  /// A seed of random draws.
  package static var seed: FieldType { FieldType<Int>.integer(0...Int.max).map { UInt64($0) } }
}

extension FieldType where Value == Double {
  package static func number(_ bounds: NumberBounds) -> FieldType {
    FieldType(form: .number(bounds)) { $1.number($0, bounds) }
  }

  /// A probability or another share of a whole.
  package static var share: FieldType { .number(.within(0...1)) }
}

extension FieldType where Value == ClosedRange<Double> {
  static func interval(_ bounds: NumberBounds) -> FieldType {
    FieldType(form: .interval(bounds)) { $1.interval($0, bounds) }
  }
}

extension FieldType where Value == Bool {
  package static var flag: FieldType { FieldType(form: .flag) { $1.flag($0) } }
}

extension FieldType where Value == String {
  package static var text: FieldType { FieldType(form: .text) { $1.string($0) } }
  package static var plainName: FieldType { FieldType(form: .plainName) { $1.fileName($0) } }
}

extension FieldType where Value: RegisteredName {
  package static var name: FieldType {
    FieldType(form: .names(Value.allCases.map(\.rawValue))) { $1.name($0) }
  }
}

extension FieldType {
  /// An array.
  package static func list<Element: Sendable>(
    of element: FieldType<Element>, count: ClosedRange<Int> = 0...Int.max
  ) -> FieldType where Value == [Element] {
    FieldType(form: .list(element.form, count: count, isDistinct: false)) { node, log in
      log.list(node) { element.read($0, log) }
    }
  }

  /// An array that is not empty and repeats nothing.
  package static func distinctList<Element: Hashable & Sendable>(of element: FieldType<Element>)
    -> FieldType
  where Value == [Element] {
    FieldType(form: .list(element.form, count: 1...Int.max, isDistinct: true)) { node, log in
      log.distinctList(node) { element.read($0, log) }
    }
  }
}

extension FieldType where Value: NamedObject {
  package static var object: FieldType {
    FieldType(form: .object(Value.form)) { Value.read($0, log: $1) }
  }
}

extension FieldType where Value: SettingsChoice {
  static var choice: FieldType {
    FieldType(form: .choice(Value.form)) { Value.read($0, log: $1) }
  }
}

extension FieldType where Value == JSONNode? {
  /// What is read later, when more of the spec is known.
  package static func later(_ form: FieldForm) -> FieldType {
    FieldType(form: form) { node, _ in .some(node) }
  }
}
