package import JSON
import Literature
import Specs

/// The files that a schema or the reference is of.
package enum SpecDocument: String, CaseIterable, Sendable {
  /// Specs of tables.
  case table

  /// Recipes of networks.
  case recipe

  /// What tables and recipes extend, which need not be whole.
  case base

  /// Ledgers of published results.
  case literature

  /// A JSON Schema of such files, draft 2020-12.
  package var schema: CanonicalJSON {
    var writer = SchemaWriter()
    guard self != .literature else {
      guard case .object(let root) = writer.schema(of: Self.ledgers, .whole) else { return [:] }
      return .object(
        root.merging([
          "$schema": .string(Self.dialect), "title": .string(title),
          "$defs": .object(writer.definitions),
        ]) { $1 })
    }
    let (changed, whole): (CanonicalJSON, CanonicalJSON) =
      switch self {
      case .table:
        (writer.schema(of: Self.tables, .change), writer.schema(of: Self.tables, .whole))
      case .recipe:
        (writer.schema(of: Self.recipes, .change), writer.schema(of: Self.recipes, .whole))
      case .base, .literature:
        (
          [
            "anyOf": [
              writer.schema(of: Self.tables, .change), writer.schema(of: Self.recipes, .change),
            ]
          ],
          [
            "anyOf": [
              writer.schema(of: Self.tables, .part), writer.schema(of: Self.recipes, .part),
            ]
          ]
        )
      }
    return [
      "$schema": .string(Self.dialect), "title": .string(title),
      "type": "object", "required": ["version"], "if": ["required": ["extends"]], "then": changed,
      "else": whole, "$defs": .object(writer.definitions),
    ]
  }

  private var title: String {
    switch self {
    case .table: "A table of iir"
    case .recipe: "A recipe of iir"
    case .base: "A base that tables or recipes of iir extend"
    case .literature: "A ledger of published results of iir"
    }
  }

  private static let dialect = "https://json-schema.org/draft/2020-12/schema"

  static let tables = FieldForm.object(StatedTable.form)
  static let recipes = FieldForm.object(StatedRecipe.form)
  static let ledgers = FieldForm.object(StatedLedger.form)
}

/// Writes forms of fields as JSON Schemas, objects as definitions of their own.
private struct SchemaWriter {
  private(set) var definitions: [String: CanonicalJSON] = [:]

  /// How much of an object has to be there.
  enum Extent: String {
    /// All that is mandatory.
    case whole = ""

    /// Any part, as other parts of the same file add to it.
    case part = "-part"

    /// Any part, as it is merged into a base; null takes an optional field away.
    case change = "-change"
  }

  mutating func schema(of form: FieldForm, _ extent: Extent) -> CanonicalJSON {
    switch form {
    case .integer(let range):
      let limits: [String: CanonicalJSON] =
        range.upperBound == Int.max ? [:] : ["maximum": .integer(range.upperBound)]
      return .object(
        limits.merging(["type": "integer", "minimum": .integer(range.lowerBound)]) { $1 })
    case .number(let bounds): return bounds.schema
    case .interval(let bounds):
      return ["type": "array", "items": bounds.schema, "minItems": 2, "maxItems": 2]
    case .flag: return ["type": "boolean"]
    case .text: return ["type": "string", "minLength": 1]
    case .plainName: return ["type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"]
    case .recipeReference:
      return ["type": "string", "pattern": "^([A-Za-z0-9_-]{1,64}|.*\\.json)$"]
    case .names(let names): return ["enum": .array(names.map(CanonicalJSON.string))]
    case .pattern(let pattern, _): return ["type": "string", "pattern": .string(pattern)]
    case .list(let element, let count, let isDistinct):
      return list(of: schema(of: element, .whole), count: count, isDistinct: isDistinct)
    case .map(let value, _, let pattern):
      return [
        "type": "object",
        "patternProperties": [
          pattern: orNull(schema(of: value, extent), if: extent == .change)
        ],
        "additionalProperties": false,
      ]
    case .object(let object): return reference(to: object, called: object.name, extent)
    case .choice(let choice):
      let kinds = choice.kinds.map { kind in
        reference(to: kind, called: "\(choice.name)-\(kind.name)", kind: kind.name, extent)
      }
      return [extent == .whole ? "oneOf" : "anyOf": .array(kinds)]
    case .anyOf(let forms):
      return ["anyOf": .array(forms.map { schema(of: $0, extent) })]
    case .part(let form, let isMerged): return schema(of: form, isMerged ? .change : .part)
    case .constant(let value): return ["const": value]
    case .any: return .bool(true)
    }
  }

  private func list(
    of element: CanonicalJSON, count: ClosedRange<Int>, isDistinct: Bool
  ) -> CanonicalJSON {
    var members: [String: CanonicalJSON] = ["type": "array", "items": element]
    if count.lowerBound > 0 { members["minItems"] = .integer(count.lowerBound) }
    if count.upperBound < Int.max { members["maxItems"] = .integer(count.upperBound) }
    if isDistinct { members["uniqueItems"] = true }
    return .object(members)
  }

  /// Returns a reference to the definition of an object, which is written unless it is there.
  private mutating func reference(
    to object: ObjectForm, called name: String, kind: String? = nil, _ extent: Extent
  ) -> CanonicalJSON {
    let name = name + extent.rawValue
    if definitions[name] == nil {
      definitions[name] = definition(of: object, kind: kind, extent)
    }
    return ["$ref": .string("#/$defs/\(name)")]
  }

  private mutating func definition(
    of object: ObjectForm, kind: String?, _ extent: Extent
  ) -> CanonicalJSON {
    var properties: [String: CanonicalJSON] = [:]
    if let kind { properties["kind"] = ["const": .string(kind)] }
    for field in object.fields {
      var property = schema(of: field.form, extent).members ?? [:]
      if extent == .change, !field.isMandatory {
        property = orNull(.object(property), if: true).members ?? [:]
      }
      property["description"] = .string(field.description)
      if extent == .whole { property["default"] = field.standard }
      properties[field.name] = .object(property)
    }
    let mandatory = (kind == nil ? [] : ["kind"]) + object.fields.filter(\.isMandatory).map(\.name)
    var members: [String: CanonicalJSON] = [
      "type": "object", "description": .string(object.meaning),
      "properties": .object(properties), "additionalProperties": false,
    ]
    if extent == .whole, !mandatory.isEmpty {
      members["required"] = .array(mandatory.map(CanonicalJSON.string))
    }
    return .object(members)
  }

  private func orNull(_ schema: CanonicalJSON, if isNullable: Bool) -> CanonicalJSON {
    isNullable ? ["anyOf": [schema, ["type": "null"]]] : schema
  }
}

extension NumberBounds {
  fileprivate var schema: CanonicalJSON {
    [
      "type": "number", includesLower ? "minimum" : "exclusiveMinimum": .double(lower),
      "maximum": .double(upper),
    ]
  }
}

extension FieldDescription {
  /// What the field is, in which unit, and where it comes from.
  var description: String {
    meaning + (unit.map { " In \($0)." } ?? "") + (source.map { " Source: \($0)." } ?? "")
  }
}
