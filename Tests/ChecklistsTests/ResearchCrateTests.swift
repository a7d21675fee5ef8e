import Checklists
import Files
import JSON
import Records
import Reporting
import TestSupport
import Testing

/// A crate of one table whose files were written by the store of results.
@Suite struct ResearchCrateTests {
  private let folder: Scratch
  private let table = smallTable()

  init() throws {
    folder = try Scratch()
    _ = try ResultStore(folder: "\(folder.path)/Results").write(table.result)
    _ = try folder.write("{\"version\": 2}\n", to: "small.json")
  }

  private func crate(license: String? = nil) throws -> ResearchCrate {
    try ResearchCrate(
      [table], specFiles: ["\(folder.path)/small.json"], results: "\(folder.path)/Results",
      license: license)
  }

  private func graph(_ crate: ResearchCrate) throws -> [[String: CanonicalJSON]] {
    let document = try CanonicalJSON(parsing: Array(crate.metadata.utf8))
    guard case .array(let entities)? = document.members?["@graph"] else { return [] }
    return entities.compactMap(\.members)
  }

  /// The identifiers that a value refers to.
  private func references(_ value: CanonicalJSON) -> [String] {
    switch value {
    case .object(let members): members["@id"]?.text.map { [$0] } ?? []
    case .array(let elements): elements.flatMap(references)
    default: []
    }
  }

  @Test func everyFileIsListedWithItsSizeAndDigest() throws {
    let crate = try crate()
    let names = try crate.write(to: "\(folder.path)/Crate")
    #expect(
      names == [
        "checklist.md", "ro-crate-metadata.json", "small.csv", "small.json", "small.md",
        "small.queries.csv", "small.spec.json", "small.tex",
      ])
    #expect(try folder.files(below: "Crate") == names)
    let files = try graph(crate).filter { $0["@type"]?.text == "File" }
    #expect(files.count == names.count - 1)
    for file in files {
      let bytes = try folder.bytes("Crate/\(file["@id"]?.text ?? "")")
      #expect(file["contentSize"]?.text == "\(bytes.count)")
      #expect(file["sha256"]?.text == Digest.sha256(of: bytes))
    }
  }

  @Test func everyReferenceIsToAnEntityThatIsThereOnce() throws {
    for license in [nil, "CC-BY-4.0", "Apache-2.0", "https://example.org/terms"] {
      let graph = try graph(crate(license: license))
      let identifiers = graph.compactMap { $0["@id"]?.text }
      #expect(Set(identifiers).count == graph.count)
      let known = Set(identifiers + ["https://w3id.org/ro/crate/1.1"])
      for entity in graph {
        let named = entity.filter { $0.key != "@id" }.flatMap { references($0.value) }
        #expect(known.isSuperset(of: named), "\(entity["@id"]?.text ?? "")")
      }
    }
  }

  @Test func theSameResultsGiveTheSameBytes() throws {
    for name in ["one", "two"] { try crate().write(to: "\(folder.path)/\(name)") }
    for name in try folder.files(below: "one") {
      #expect(try folder.bytes("one/\(name)") == folder.bytes("two/\(name)"))
    }
    let root = try #require(try graph(crate()).first { $0["@id"]?.text == "./" })
    #expect(root["datePublished"]?.text == table.result.provenance.date)
  }

  @Test func whatElseLiesInTheFolderStays() throws {
    try Folder.create("\(folder.path)/Crate")
    _ = try folder.write("mine", to: "Crate/notes.txt")
    try crate().write(to: "\(folder.path)/Crate")
    #expect(try folder.bytes("Crate/notes.txt") == Array("mine".utf8))
  }

  @Test func theRunNamesItsCommandItsSpecAndWhatItMade() throws {
    let run = try #require(try graph(crate()).first { $0["@type"]?.text == "CreateAction" })
    #expect(run["name"]?.text == "iir run Experiments/small.json")
    #expect(run["object"].map(references) == ["small.spec.json"])
    #expect(
      run["result"].map(references) == [
        "small.csv", "small.queries.csv", "small.tex", "small.md", "small.json",
      ])
  }
}
