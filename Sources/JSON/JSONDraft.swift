/// What a value has told of itself while it is encoded.
///
/// Containers may be filled in any order and by turns, and keys are sorted at the end, so the text is put
/// together when the whole value is known. Scalars are written at once, one behind the other.
final class JSONDraft {
  /// A part of a value.
  enum Part {
    /// A scalar, and where it stands among the scalars.
    case scalar(Range<Int>)
    case table(NumberTable)
    case draft(JSONDraft)
  }

  /// What a value is.
  private enum Shape {
    /// Not known yet.
    case nothing
    case part(Part)
    case array([Part])
    case object([(key: String, value: Part)])
  }

  /// What all drafts of one value share.
  final class Scalars {
    /// The text of all scalars.
    var text: JSONText

    /// The keys from the root to the value that is encoded.
    var path: [any CodingKey] = []

    init(_ layout: JSONLayout) {
      text = JSONText(layout)
    }
  }

  private var shape = Shape.nothing

  /// The number of elements, where the value is an array.
  var count: Int {
    if case .array(let elements) = shape { elements.count } else { 0 }
  }

  /// The part that the value is in what holds it.
  var part: Part {
    if case .part(let part) = shape { part } else { .draft(self) }
  }

  /// Makes the value a part.
  func set(_ part: Part) {
    guard case .nothing = shape else { preconditionFailure("expected one value, found two") }
    shape = .part(part)
  }

  /// Makes the value an array, unless it is one.
  func becomeArray() {
    switch shape {
    case .nothing: shape = .array([])
    case .array: break
    default: preconditionFailure("expected an array, found another value")
    }
  }

  /// Makes the value an object, unless it is one.
  func becomeObject() {
    switch shape {
    case .nothing: shape = .object([])
    case .object: break
    default: preconditionFailure("expected an object, found another value")
    }
  }

  /// Adds an element to an array.
  func append(_ part: Part) {
    guard case .array(var elements) = shape else { preconditionFailure("expected an array") }
    shape = .nothing
    elements.append(part)
    shape = .array(elements)
  }

  /// Adds a member to an object; the last of a key counts.
  func append(_ part: Part, _ key: String) {
    guard case .object(var members) = shape else { preconditionFailure("expected an object") }
    shape = .nothing
    members.append((key, part))
    shape = .object(members)
  }

  /// Returns the draft that stands under a key of an object, or a new one.
  func member(_ key: String) -> JSONDraft {
    if case .object(let members) = shape,
      case .draft(let draft) = members.last(where: { $0.key == key })?.value
    {
      return draft
    }
    let draft = JSONDraft()
    append(.draft(draft), key)
    return draft
  }
}

extension JSONDraft {
  /// Returns the text of a value.
  ///
  /// - Parameters:
  ///   - value: the value.
  ///   - layout: how the text is laid out.
  /// - Returns: the text, without the end of its last line.
  /// - Throws: `EncodingError` for a number that is not finite, and what the value throws.
  static func text(of value: some Encodable, _ layout: JSONLayout) throws -> JSONText {
    let scalars = Scalars(layout)
    let draft = JSONDraft()
    try JSONDraftEncoder(draft, scalars).encode(value)
    if case .nothing = draft.shape {
      throw EncodingError.invalidValue(
        value, .init(codingPath: [], debugDescription: "nothing was encoded"))
    }
    var text = JSONText(layout)
    draft.write(to: &text, scalars.text)
    return text
  }

  private func write(to text: inout JSONText, _ scalars: JSONText) {
    switch shape {
    case .nothing: Self.write([], to: &text, scalars)
    case .part(let part): Self.write(part, to: &text, scalars)
    case .array(let elements): text.array(elements) { Self.write($1, to: &$0, scalars) }
    case .object(let members): Self.write(members, to: &text, scalars)
    }
  }

  private static func write(
    _ members: [(key: String, value: Part)], to text: inout JSONText, _ scalars: JSONText
  ) {
    var places: [String: Int] = [:]
    for (place, member) in members.enumerated() { places[member.key] = place }
    let sorted = places.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    text.object(sorted, key: { $0.key }) { write(members[$1.value].value, to: &$0, scalars) }
  }

  private static func write(_ part: Part, to text: inout JSONText, _ scalars: JSONText) {
    switch part {
    case .scalar(let range): text.copy(scalars, range)
    case .table(let table): table.write(to: &text)
    case .draft(let draft): draft.write(to: &text, scalars)
    }
  }
}
