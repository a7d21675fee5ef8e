package import JSON

/// What may stand in a field: what its messages, the JSON Schema and the reference tell of.
package indirect enum FieldForm: Sendable {
  /// A whole number within a range.
  case integer(ClosedRange<Int>)

  /// A number within bounds.
  case number(NumberBounds)

  /// The lower and the upper end of an interval, both within bounds.
  case interval(NumberBounds)

  /// True or false.
  case flag

  /// A text that is not empty.
  case text

  /// A name fit for a file: up to 64 letters, digits, "-" and "_".
  case plainName

  /// A recipe: a file of `models/` by its name, or any by a path that ends in ".json".
  case recipeReference

  /// One of a closed list of names.
  case names([String])

  /// A text that matches a regular expression, and what that is in words.
  case pattern(String, words: String)

  /// An array of so many elements, of which none stands twice where they are distinct.
  case list(FieldForm, count: ClosedRange<Int>, isDistinct: Bool)

  /// An object whose keys the spec chooses, such as "a row's name"; they match a regular expression.
  case map(FieldForm, keys: String, pattern: String)

  /// Whatever another field, that the key or the spec names, may have.
  case any

  /// An object with fields.
  case object(ObjectForm)

  /// An object whose "kind" decides which fields it has.
  case choice(ChoiceForm)

  /// One of several forms.
  case anyOf([FieldForm])

  /// What a value changes of another of its form: every field may be left out.
  ///
  /// Where it is merged into a base, null takes a field away.
  case part(FieldForm, allowsNull: Bool)

  /// One value and nothing else.
  case constant(CanonicalJSON)
}

/// What may stand in an object: the rows of its table of fields.
package struct ObjectForm: Sendable {
  /// What the object is called in the schema and in the reference, such as "augmentation".
  package let name: String

  /// What the object is, in a sentence.
  package let meaning: String

  /// Its fields, in the order of the table.
  package let fields: [FieldDescription]

  /// Creates a form.
  package init(name: String, meaning: String, fields: [FieldDescription]) {
    self.name = name
    self.meaning = meaning
    self.fields = fields
  }
}

/// What may stand in an object with a "kind".
package struct ChoiceForm: Sendable {
  /// What the choice is called in the schema and in the reference, such as "optimizer".
  package let name: String

  /// What is chosen, in a sentence.
  package let meaning: String

  /// The fields of each kind, which is its name.
  package let kinds: [ObjectForm]
}

/// One row of a table of fields.
package struct FieldDescription: Sendable {
  /// The key.
  package let name: String

  /// What may stand there.
  package let form: FieldForm

  /// Whether the key has to be there.
  package let isMandatory: Bool

  /// What counts where the key is not there; nil where there is nothing to write, or the key has to be
  /// there.
  package let standard: CanonicalJSON?

  /// What the field is.
  package let meaning: String

  /// What its number is counted in, such as "pixels"; nil for a number without a unit.
  package let unit: String?

  /// Where the field or its default comes from; nil for what is the product's own.
  package let source: String?
}
