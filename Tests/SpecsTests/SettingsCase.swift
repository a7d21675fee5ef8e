import Failures
import Foundation
import JSON
import Specs
import Testing

/// One type of settings under one face: its table of fields, and each field with another value.
struct SettingsCase: Sendable, CustomTestStringConvertible {
  let testDescription: String

  /// The names of the table.
  let fields: [String]

  /// The names of fields that have one value only.
  let fixed: [String]

  /// What is written with nothing changed, and with one field changed.
  let plain: CanonicalJSON
  let changed: [String: CanonicalJSON]

  /// Writes what is read from a record.
  let restored: @Sendable (CanonicalJSON) throws -> CanonicalJSON

  /// Writes what is read from a spec, with the mistakes that were noted.
  let read: @Sendable (JSONNode) throws -> (written: CanonicalJSON, mistakes: [String])

  /// Describes a type.
  ///
  /// - Parameters:
  ///   - settings: an object that a spec may hold, whose fields are changed one at a time.
  ///   - fixed: the names of fields that have one value only.
  ///   - changes: for each field another value.
  /// - Throws: what writing them throws.
  init<Settings: SettingsObject>(
    _ settings: Settings, fixed: [String] = [], _ changes: [String: (inout Settings) -> Void]
  ) throws {
    testDescription = "\(Settings.self)"
    fields = Settings.fields.map(\.name)
    self.fixed = fixed
    plain = try .encoding(settings)
    changed = try changes.mapValues { change in
      var other = settings
      change(&other)
      return try .encoding(other)
    }
    restored = {
      try .encoding(JSONDecoder().decode(Settings.self, from: Data($0.compact.utf8)))
    }
    read = { node in
      let log = DiagnosticLog()
      let settings = Settings.read(node, log: log)
      return (try .encoding(settings), log.diagnostics.map(\.description))
    }
  }
}

/// What every table of fields keeps to.
@Suite struct SettingsLawTests {
  private static func all() throws -> [SettingsCase] {
    try [SettingsCases.descriptors(), SettingsCases.statements(), SettingsCases.training()]
      .flatMap(\.self)
  }

  @Test func everyFieldOfEveryTypeIsTried() throws {
    for settings in try Self.all() {
      #expect(
        Set(settings.changed.keys).union(settings.fixed) == Set(settings.fields),
        "\(settings.testDescription)")
      #expect(Set(settings.fields).count == settings.fields.count, "\(settings.testDescription)")
    }
  }

  @Test func aFieldIsWrittenUnderItsNameAndNoOther() throws {
    for settings in try Self.all() {
      let before = try #require(settings.plain.members)
      for (field, changed) in settings.changed {
        let after = try #require(changed.members)
        let moved = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
        #expect(moved == [field], "\(settings.testDescription).\(field)")
      }
    }
  }

  @Test func whatIsWrittenToARecordReadsBack() throws {
    for settings in try Self.all() {
      for written in [settings.plain] + settings.changed.values {
        #expect(try settings.restored(written) == written, "\(settings.testDescription)")
      }
    }
  }

  @Test func aRecordWithoutAFieldIsNoRecord() throws {
    for settings in try Self.all() {
      let members = try #require(settings.plain.members)
      for field in members.keys {
        var rest = members
        rest[field] = nil
        #expect(throws: DecodingError.self, "\(settings.testDescription).\(field)") {
          try settings.restored(.object(rest))
        }
      }
    }
  }

  private func node(_ value: CanonicalJSON) throws -> JSONNode {
    try #require(JSONParser.read(Array(value.compact.utf8), file: "spec.json").root)
  }

  @Test func whatIsWrittenMayStandInASpec() throws {
    for settings in try Self.all() {
      for written in [settings.plain] + settings.changed.values {
        let found = try settings.read(node(written))
        #expect(found.mistakes == [], "\(settings.testDescription): \(written.compact)")
        #expect(found.written == written, "\(settings.testDescription)")
      }
    }
  }

  @Test func anUnknownFieldIsAMistakeOfEveryObject() throws {
    for settings in try Self.all() {
      var members = try #require(settings.plain.members)
      members["unheardOf"] = 1
      let found = try settings.read(node(.object(members)))
      #expect(found.mistakes.count == 1, "\(settings.testDescription)")
      #expect(found.mistakes.first?.contains("unheardOf") == true)
    }
  }

  /// A text in the place of a number, a number in that of a text.
  @Test func aValueOfAnotherKindIsAMistakeWithThePlaceOfItsField() throws {
    for settings in try Self.all() {
      let members = try #require(settings.plain.members)
      for field in settings.fields where members[field] != .null {
        var other = members
        other[field] = members[field]?.text == nil ? "two" : 2.5
        let found = try settings.read(node(.object(other)))
        #expect(
          found.mistakes.contains { $0.contains("/\(field)") },
          "\(settings.testDescription).\(field): \(found.mistakes)")
      }
    }
  }
}
