import Failures
import Foundation
import Records
import Testing

/// A file that is no record is told with the place of what is wrong.
@Suite struct RecordFormatTests {
  private struct Note: Decodable, Equatable {
    let version: Int
    let counts: [Int]
  }

  private let format = RecordFormat(version: 2, advice: "write it again")

  private func message(of text: String) throws -> String {
    let error = #expect(throws: RecordError.self) {
      try format.read(Note.self, from: Data(text.utf8), path: "note.json")
    }
    return try #require(error).description
  }

  @Test func aRecordIsRead() throws {
    let note = try format.read(
      Note.self, from: Data(#"{"version": 2, "counts": [1, 2]}"#.utf8), path: "note.json")
    #expect(note == Note(version: 2, counts: [1, 2]))
  }

  @Test func conflictMarkersAreNamedAsSuch() throws {
    let text = "{\n  \"version\": 2,\n<<<<<<< HEAD\n  \"counts\": [1]\n=======\n"
    #expect(
      try message(of: text)
        == "note.json:3:1: holds conflict markers of a merge; write it again")
  }

  @Test func aSyntaxErrorHasItsLineAndColumn() throws {
    #expect(
      try message(of: "{\n  \"version\": 2,\n  \"counts\": [1 2]\n}")
        == "note.json:3:16: not valid JSON: expected \",\" or \"]\", found \"2\"; write it again")
  }

  @Test func aCutFileHasItsLineAndColumn() throws {
    #expect(
      try message(of: "{\n  \"version\": 2,\n").hasPrefix("note.json:3:1: not valid JSON: "))
  }

  @Test func aWrongTypeHasItsPointer() throws {
    #expect(
      try message(of: "{\n  \"version\": 2,\n  \"counts\": [1, \"two\"]\n}")
        == "note.json:3:17: /counts/1: expected a whole number, found a string; write it again")
  }

  @Test func aMissingMemberHasItsPointer() throws {
    #expect(
      try message(of: #"{"version": 2}"#)
        == "note.json:1:1: /counts: is missing; write it again")
  }

  @Test func aRepeatedKeyIsFound() throws {
    let text = #"{"version": 2, "counts": [1], "counts": [2]}"#
    #expect(
      try message(of: text)
        == "note.json:1:31: not valid JSON: 'counts' stands twice in one object; write it again")
  }

  @Test func aMarkOfAConflictIsNamedWhereNothingElseIs() throws {
    #expect(try message(of: ">>>>>>> main\n").contains("note.json:1:1: holds conflict markers"))
  }

  @Test func anotherVersionIsToldBeforeItsShape() throws {
    let error = #expect(throws: RecordError.self) {
      try format.read(Note.self, from: Data(#"{"version": 1}"#.utf8), path: "note.json")
    }
    #expect(error?.fault == .otherVersion)
    #expect(error?.description == "note.json: /version: 1 is not 2; write it again")
  }
}
