import JSON
import Specs

/// The article that tells of every field of tables, recipes and ledgers, as Markdown.
package struct SpecReference {
  private var sections: [String] = []
  private var written: Set<String> = []

  /// Creates the article from the tables of fields.
  package init() {
    add(SpecDocument.tables)
    add(SpecDocument.recipes)
    add(SpecDocument.ledgers)
  }

  /// The text.
  package var markdown: String {
    ([Self.heading] + sections).joined(separator: "\n\n") + "\n"
  }

  private static let heading = """
    # Fields of specs

    Every field that a table, a recipe or a ledger may have: what may stand there, what counts where nothing does, \
    and what it is.

    ## Overview

    This article is what `iir schema --markdown` prints, from the same tables of fields that specs are read \
    with. [Specs](doc:Specs) tells how they are used. `iir schema` prints a JSON Schema for editors:

        .build/release/iir schema > table.schema.json
        .build/release/iir schema recipe > recipe.schema.json
        .build/release/iir schema base > base.schema.json
        .build/release/iir schema literature > literature.schema.json

    A file names it as `"$schema"`, and editors complete and check what is written. A bold field has to be \
    stated. What a row or a file that `extends` another states is a part: everything may be left out, and \
    null takes a field of the base away.
    """

  /// Writes the sections of a form that have none yet, each before those of what it holds.
  private mutating func add(_ form: FieldForm) {
    switch form {
    case .object(let object):
      guard written.insert(object.name).inserted else { return }
      sections.append(
        "### \(object.name)\n\n\(object.meaning)\(Self.table(of: object))")
      for field in object.fields { add(field.form) }
    case .choice(let choice):
      guard written.insert(choice.name).inserted else { return }
      sections.append("### \(choice.name)\n\n\(choice.meaning) Its `kind` is one of these:")
      for kind in choice.kinds {
        sections.append(
          "**`{\"kind\": \"\(kind.name)\"}`**: \(kind.meaning)\(Self.table(of: kind))")
      }
      for field in choice.kinds.flatMap(\.fields) { add(field.form) }
    case .list(let form, _, _), .map(let form, _, _), .part(let form, _): add(form)
    case .anyOf(let forms): for form in forms { add(form) }
    case .integer, .number, .interval, .flag, .text, .plainName, .recipeReference, .names,
      .pattern, .any, .constant:
      break
    }
  }

  private static func table(of object: ObjectForm) -> String {
    guard !object.fields.isEmpty else { return "" }
    let rows = object.fields.map { field in
      let name = field.isMandatory ? "**`\(field.name)`**" : "`\(field.name)`"
      let standard = field.standard.map { "`\($0.inLine)`" } ?? ""
      return "| \(name) | \(field.form.words) | \(standard) | \(field.description) |"
    }
    return "\n\n| field | may be | default | meaning |\n|---|---|---|---|\n"
      + rows.joined(separator: "\n")
  }
}

extension FieldForm {
  /// The most names that are listed one by one.
  private static let listedNames = 12

  /// What may stand there, in words.
  fileprivate var words: String {
    switch self {
    case .integer(let range) where range.upperBound == Int.max:
      "a whole number from \(range.lowerBound)"
    case .integer(let range): "a whole number, \(range.lowerBound)...\(range.upperBound)"
    case .number(let bounds): "a number, \(bounds.words)"
    case .interval(let bounds): "a pair of numbers, the lower one first, \(bounds.words)"
    case .flag: "true or false"
    case .text: "a text"
    case .plainName: "a name of letters, digits, `-` and `_`"
    case .recipeReference: "the name of a file of `models/`, or a path that ends in `.json`"
    case .names(let names) where names.count > Self.listedNames:
      "one of \(names.count) names: \(names.prefix(Self.listedNames).map { "`\($0)`" }.joined(separator: ", ")), …"
    case .names(let names): names.map { "`\($0)`" }.joined(separator: ", ")
    case .pattern(_, let words): words
    case .list(let element, let count, _):
      "a list" + (count.words.map { " of \($0)" } ?? "") + ", each \(element.words)"
    case .map(let value, let keys, _): "an object; at the key of \(keys), \(value.words)"
    case .any: "any value"
    case .object(let object): "an object, see \(object.name)"
    case .choice(let choice): "an object, see \(choice.name)"
    case .anyOf(let forms): forms.map(\.words).joined(separator: "; or ")
    case .part(let form, _): "a part of " + form.words
    case .constant(let value): "`\(value.inLine)`"
    }
  }
}

extension ClosedRange<Int> {
  /// The numbers of elements, in words; nil for any.
  fileprivate var words: String? {
    switch (lowerBound, upperBound) {
    case (0, Int.max): nil
    case (let lower, Int.max): "\(lower) or more"
    case (let lower, let upper): "\(lower) to \(upper)"
    }
  }
}

extension CanonicalJSON {
  /// The value in one line as a spec would have it.
  fileprivate var inLine: String {
    switch self {
    case .double(let number) where number == number.rounded() && abs(number) < 1e15:
      "\(Int(number))"
    case .array(let elements): "[\(elements.map(\.inLine).joined(separator: ", "))]"
    case .null, .bool, .integer, .double, .string, .object: compact
    }
  }
}
