import Foundation
import JSON
import Retrieval
import SpecReading
import Specs
import Testing
import Training

@Suite struct FieldTableTests {
  /// Returns what an object reads as that states the default of each field.
  private func statingDefaults<Settings: SettingsObject>(_: Settings.Type) throws -> Settings {
    let members = Settings.fields.compactMap { field in
      field.description(standard: Settings()).standard.map { "\"\(field.name)\": \($0.compact)" }
    }
    let text = "{\(members.joined(separator: ", "))}"
    let node = try #require(JSONParser.read(Array(text.utf8), file: "defaults.json").root)
    let log = DiagnosticLog()
    let settings = Settings.read(node, log: log)
    #expect(log.diagnostics == [])
    return settings
  }

  @Test func defaultsThatAreStatedChangeNothing() throws {
    #expect(try statingDefaults(Augmentation.self) == Augmentation())
    #expect(try statingDefaults(ArchitectureSettings.self) == ArchitectureSettings())
    #expect(try statingDefaults(DescriptorSettings.self) == DescriptorSettings())
    #expect(try statingDefaults(Diffusion.self) == Diffusion())
    #expect(try statingDefaults(SearchSettings.self) == SearchSettings())
    #expect(try statingDefaults(StatisticsSettings.self) == StatisticsSettings())
    #expect(try statingDefaults(WorldSettings.self) == WorldSettings())
  }

  private func reading(_ record: CanonicalJSON) throws -> OptimizerSettings {
    try JSONDecoder().decode(OptimizerSettings.self, from: Data(record.compact.utf8))
  }

  @Test(arguments: [
    OptimizerSettings.adam(AdamSettings { $0.epsilon = 0.5 }),
    .adamW(AdamSettings { $0.weightDecay = 0.5 }), .sgd(SGDSettings { $0.nesterov = true }),
    .lars(LARSSettings { $0.trustCoefficient = 0.5 }),
  ])
  func kindsReadBackAsTheyAreWritten(optimizer: OptimizerSettings) throws {
    let written = try CanonicalJSON.encoding(optimizer)
    #expect(written.members?["kind"]?.text == optimizer.kind)
    #expect(try reading(written) == optimizer)
  }

  @Test func unknownKindsAreNotReadBack() {
    let written: CanonicalJSON = ["kind": "rmsprop", "learningRate": 0.1]
    #expect(throws: DecodingError.self) { try reading(written) }
  }

  @Test func aBatchInOnePassIsWrittenAsItsSize() throws {
    let training = TrainingSettings { $0.batch = 8 }
    #expect(try CanonicalJSON.encoding(training).members?["imagesPerPass"] == 8)
  }
}

@Suite struct SchemaTests {
  private func definition(_ name: String, of document: SpecDocument) throws -> [String:
    CanonicalJSON]
  {
    let definitions = try #require(document.schema.members?["$defs"]?.members)
    return try #require(definitions[name]?.members)
  }

  @Test func rangesDefaultsAndMeaningsAreThoseOfTheTable() throws {
    let properties = try #require(
      definition("augmentation", of: .recipe)["properties"]?.members)
    #expect(
      properties["outputSize"] == [
        "type": "integer", "minimum": 32, "maximum": 1024, "default": 64,
        "description": "The side of the square that comes out. In pixels.",
      ])
    #expect(properties["hue"]?.members?["maximum"] == 0.5)
  }

  @Test func whatExtendsABaseMayLeaveFieldsOutAndTakeThemAway() throws {
    let whole = try definition("optimizer-sgd", of: .recipe)
    let change = try definition("optimizer-sgd-change", of: .recipe)
    #expect(whole["required"] == ["kind", "learningRate"])
    #expect(change["required"] == nil)
    let momentum = try #require(change["properties"]?.members?["momentum"]?.members)
    #expect(momentum["anyOf"] != nil)
    #expect(momentum["default"] == nil)
  }

  @Test func theSchemaOfASpecHasNoEffect() throws {
    let schema = #""$schema": "table.schema.json""#
    let rows = #"[{"name": "a", "model": "random"}]"#
    let folder = try SpecFolder([
      "models/random.json": randomRecipe,
      "spec.json": smallSpec(rows: rows, rest: "\"seeds\": [3]"),
      "base.json": smallSpec(rows: rows, rest: schema),
      "variant.json": #"{"version": 2, "extends": "base.json", "name": "spec", "seeds": [3]}"#,
    ])
    #expect(try folder.experiment("variant.json") == folder.experiment())
  }

  @Test func theSchemaOfASpecIsAText() throws {
    let folder = try SpecFolder([
      "models/random.json": randomRecipe,
      "spec.json": smallSpec(
        rows: #"[{"name": "a", "model": "random"}]"#, rest: #""$schema": 3"#),
    ])
    #expect(folder.mistakes().hasSuffix("/$schema: expected a string, found 3"))
  }

  @Test func theReferenceHasASectionForEveryObjectAndKind() {
    let article = SpecReference().markdown
    #expect(article.contains("### augmentation\n"))
    #expect(article.contains("| `hue` | a number, 0...0.5 | `0.02` | The largest turn of hue"))
    #expect(article.contains("**`{\"kind\": \"lars\"}`**"))
  }
}
