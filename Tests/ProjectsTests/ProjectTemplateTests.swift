import Foundation
import JSON
import Projects
import SpecReading
import Specs
import TestSupport
import Testing

@Suite struct ProjectTemplateTests {
  private let scratch: Scratch
  private let folder: String

  init() throws {
    scratch = try Scratch()
    folder = "\(scratch.path)/project"
  }

  @Test func theFirstSpecAndItsRecipesHaveNoMistakes() throws {
    try ProjectTemplate().write(to: folder)
    let library = SpecLibrary(roots: ["\(folder)/Experiments"])
    let experiment = try library.experiment(at: "\(folder)/Experiments/first.json")
    #expect(
      experiment.rows.map(\.name) == ["chance", "classifier", "contrastive", "contrastive-ap"])
    #expect(
      experiment.models.map(\.name).sorted() == ["classifier", "contrastive", "contrastive-ap"])
    #expect(experiment.optionalDatasets.map(\.rawValue) == ["my-photos"])
  }

  @Test func itsFileNamesTheFoldersOfTheProject() throws {
    try ProjectTemplate().write(to: folder)
    let folders = try ProjectFolders(environment: [:], workingFolder: folder)
    #expect(try folders.choice(of: .experiments).source == "iir.json")
    #expect(try folders.choice(of: .results).path == "Results")
  }

  @Test func theReadmeTellsOfEveryFieldOfTheFirstSpecAndOfTheProject() throws {
    try ProjectTemplate().write(to: folder)
    func keys(_ name: String) throws -> [String] {
      let data = try Data(contentsOf: URL(filePath: "\(folder)/\(name)"))
      return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any]).keys
        .sorted()
    }
    let readme = String(decoding: try scratch.bytes("project/README.md"), as: UTF8.self)
    let missing = try (keys("Experiments/first.json") + keys("iir.json"))
      .filter { !readme.contains("| `\($0)` |") && $0 != "version" }
    #expect(missing == [])
  }

  @Test func theSchemasAreThoseOfTheTool() throws {
    try ProjectTemplate().write(to: folder)
    for document in SpecDocument.allCases {
      let schema = try scratch.bytes("project/schema/\(document.rawValue).schema.json")
      #expect(schema == Array(document.schema.pretty.utf8))
    }
  }

  @Test func otherFilesStayAndAreNoHindrance() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    _ = try scratch.write("mine", to: "project/notes.txt")
    try ProjectTemplate().write(to: folder)
    #expect(try scratch.bytes("project/notes.txt") == Array("mine".utf8))
  }

  /// No process has that number.
  @Test func whatAKilledCommandLeftGoes() throws {
    try FileManager.default.createDirectory(
      atPath: "\(folder)/schema", withIntermediateDirectories: true)
    _ = try scratch.write("{", to: "project/schema/.iir-999999999-1.tmp")
    try ProjectTemplate().write(to: folder)
    #expect(try scratch.files().filter { $0.hasSuffix(".tmp") } == [])
    #expect(try scratch.files().count == ProjectTemplate().paths.count)
  }

  @Test func nothingIsWrittenWhereAFileWouldBeReplaced() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    _ = try scratch.write("mine", to: "project/Makefile")
    #expect(throws: ProjectConflict(folder: folder, paths: ["\(folder)/Makefile"])) {
      try ProjectTemplate().write(to: folder)
    }
    #expect(try scratch.bytes("project/Makefile") == Array("mine".utf8))
    #expect(try scratch.files() == ["project/Makefile"])
  }
}
