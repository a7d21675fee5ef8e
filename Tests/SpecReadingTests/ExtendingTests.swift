import Foundation
import Images
import JSON
import Retrieval
import SpecReading
import Specs
import Testing

@Suite struct ExtendingTests {
  @Test func objectsMergeAndArraysReplace() throws {
    let folder = try SpecFolder([
      "models/random.json": randomRecipe,
      "shared/base.json": smallSpec(
        rest: #""seeds": [1, 2], "descriptor": {"size": 64, "pooling": "mac"}"#),
      "spec.json": """
      {"version": 2, "extends": "shared/base.json", "seeds": [3], "descriptor": {"size": 128}}
      """,
    ])
    let experiment = try folder.experiment()
    #expect(experiment.name == "spec")
    #expect(experiment.seeds == [3])
    #expect(experiment.rows[0].descriptor.size == 128)
    #expect(experiment.rows[0].descriptor.pooling == .mac)
  }

  @Test func nullRemovesAnOptional() throws {
    let folder = try SpecFolder([
      "models/random.json": randomRecipe,
      "base.json": smallSpec(rest: #""seedStudyOf": "table1", "seeds": [7]"#),
      "spec.json": """
      {"version": 2, "extends": "base.json", "seedStudyOf": null, "seeds": null}
      """,
    ])
    let experiment = try folder.experiment()
    #expect(experiment.seedStudyOf == nil)
    #expect(experiment.seeds == [0])
  }

  @Test func anotherKindReplacesTheWholeObject() throws {
    let folder = try SpecFolder([
      "models/random.json": randomRecipe,
      "spec.json": smallSpec(
        rest: """
          "descriptor": {"whitening": {"kind": "pca", "fitOn": "mini-scenes", "dimensions": 32}},
            "matrix": {"descriptor.whitening.kind": ["none", "pca"]}
          """),
    ])
    let rows = try folder.experiment().rows
    #expect(rows.map(\.name) == ["a/none", "b/none", "a/pca", "b/pca"])
    #expect(rows[0].descriptor.whitening == .none)
    #expect(
      rows[2].descriptor.whitening
        == .pca(
          PCAWhiteningSettings {
            $0.fitOn = .set(.miniScenes)
            $0.images = 2000
            $0.dimensions = 32
          }))
  }

  @Test func lastAxisOfAMatrixMovesFastest() throws {
    let folder = try SpecFolder([
      "models/random.json": randomRecipe,
      "spec.json": smallSpec(
        rows: #"[{"name": "a", "model": "random"}]"#,
        rest: #""matrix": {"descriptor.size": [32, 64], "descriptor.pooling": ["gem", "mac"]}"#),
    ])
    let experiment = try folder.experiment()
    #expect(experiment.axes == ["descriptor.size", "descriptor.pooling"])
    #expect(experiment.rows.map(\.name) == ["a/32/gem", "a/32/mac", "a/64/gem", "a/64/mac"])
    #expect(experiment.rows[3].descriptor.size == 64)
    #expect(experiment.rows[3].axisValues == ["64", "mac"])
  }

  @Test func mistakeInABaseIsReportedAtTheBase() throws {
    let folder = try SpecFolder([
      "models/random.json": randomRecipe,
      "base.json": smallSpec(rest: #""descriptor": {"crop": "cirtroch"}"#),
      "spec.json": #"{"version": 2, "extends": "base.json"}"#,
    ])
    #expect(
      folder.mistakes() == """
        base.json:7:26: /descriptor/crop: unknown name "cirtroch"; accepted: cirtorch, \
        after-resize, none; did you mean "cirtorch"?
        """)
  }

  @Test(arguments: [
    ("../outside.json", #""../outside.json" leads out of the spec folder; name a file within it"#),
    ("/etc/hosts", #""/etc/hosts" leads out of the spec folder; name a file within it"#),
    ("nowhere.json", "there is no file nowhere.json"),
    ("spec.json", "the specs extend one another in a circle: spec.json → spec.json"),
  ])
  func basesAreFoundWithinTheFolderOnly(base: String, message: String) throws {
    let folder = try SpecFolder(["spec.json": #"{"version": 2, "extends": "\#(base)"}"#])
    #expect(folder.mistakes() == "spec.json:1:27: /extends: \(message)")
  }

  @Test func linkOutOfTheFolderIsRefused() throws {
    let outside = try SpecFolder(["base.json": smallSpec()])
    let folder = try SpecFolder(["spec.json": #"{"version": 2, "extends": "base.json"}"#])
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder.path)/base.json", withDestinationPath: "\(outside.path)/base.json")
    #expect(
      folder.mistakes() == """
        spec.json:1:27: /extends: base.json: the file is a link that leads out of the spec folder
        """)
  }

  @Test func specOutsideTheRootsMayExtendTheirSpecs() throws {
    let library = try SpecFolder(["models/random.json": randomRecipe, "table.json": smallSpec()])
    let folder = try SpecFolder(["mine.json": #"{"version": 2, "extends": "table.json"}"#])
    let experiment = try SpecLibrary(roots: [library.path])
      .experiment(at: "\(folder.path)/mine.json")
    #expect(experiment.name == "mine")
    #expect(experiment.rows.count == 2)
  }

  @Test func resolvedExperimentReadsBackFromItsJSON() throws {
    let folder = try SpecFolder(["models/random.json": randomRecipe, "spec.json": smallSpec()])
    let experiment = try folder.experiment()
    let data = try CanonicalEncoding.data(of: experiment)
    let decoded = try JSONDecoder().decode(ResolvedExperiment.self, from: data)
    #expect(decoded == experiment)
  }
}
