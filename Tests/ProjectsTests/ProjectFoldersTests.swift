import Foundation
import Projects
import Specs
import TestSupport
import Testing

@Suite struct ProjectFoldersTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  /// Returns where a folder lies for a process that works in a folder of the scratch folder.
  private func choice(
    of folder: ProjectFolder, in place: String = "", option: String? = nil,
    environment: [String: String] = [:]
  ) throws -> FolderChoice {
    try ProjectFolders(environment: environment, workingFolder: "\(scratch.path)/\(place)")
      .choice(of: folder, option: option)
  }

  private func mistakes(of text: String) throws -> String {
    _ = try scratch.write(text, to: "iir.json")
    do {
      _ = try choice(of: .data)
      return ""
    } catch let error as SpecError {
      return error.description
    }
  }

  @Test func withoutAnythingSaidFoldersLieInTheWorkingFolder() throws {
    #expect(
      try ProjectFolder.allCases.map { try choice(of: $0).path }
        == ["Data", "Weights", "Cache", nil, "Results", "Experiments"])
    #expect(try choice(of: .data).source == "default")
  }

  @Test func theOptionCountsMoreThanTheVariableAndThatMoreThanTheFile() throws {
    _ = try scratch.write(#"{"version": 1, "cache": "Kept"}"#, to: "iir.json")
    let environment = ["IIR_CACHE": "/shared"]
    let option = try choice(of: .cache, option: "Mine", environment: environment)
    #expect(option == FolderChoice(folder: .cache, path: "Mine", source: "--cache"))
    let variable = try choice(of: .cache, environment: environment)
    #expect(variable == FolderChoice(folder: .cache, path: "/shared", source: "IIR_CACHE"))
    let file = try choice(of: .cache, environment: ["IIR_DATA": "/shared"])
    #expect(file == FolderChoice(folder: .cache, path: "Kept", source: "iir.json"))
    #expect(try choice(of: .results).source == "default")
  }

  /// Every folder, with each of the three places stated or not.
  @Test(arguments: ProjectFolder.allCases, 0..<8)
  func whatIsStatedFirstCounts(folder: ProjectFolder, stated: Int) throws {
    let file = stated & 4 == 0 ? "" : #", "\#(folder.rawValue)": "of-file""#
    _ = try scratch.write(#"{"version": 1\#(file)}"#, to: "iir.json")
    let choice = try choice(
      of: folder, option: stated & 1 == 0 ? nil : "of-option",
      environment: stated & 2 == 0 ? [:] : [folder.variable: "of-variable"])
    let expected: (String?, String) =
      stated & 1 != 0
      ? ("of-option", folder.option ?? "option")
      : stated & 2 != 0
        ? ("of-variable", folder.variable)
        : stated & 4 != 0 ? ("of-file", "iir.json") : (folder.standard, "default")
    #expect((choice.path, choice.source) == expected)
    #expect(choice.folder == folder)
  }

  @Test func anEmptyVariableCountsAsNone() throws {
    #expect(try choice(of: .data, environment: ["IIR_DATA": ""]).path == "Data")
  }

  @Test func pathsOfAFileAboveStartFromItsFolder() throws {
    _ = try scratch.write(
      #"{"version": 1, "data": "Data", "weights": "/weights", "experiments": "Specs"}"#,
      to: "iir.json")
    try FileManager.default.createDirectory(
      atPath: "\(scratch.path)/deep/down", withIntermediateDirectories: true)
    let top = URL(filePath: scratch.path).standardizedFileURL.path
    let data = try choice(of: .data, in: "deep/down")
    #expect(data.path == "\(top)/Data")
    #expect(data.source == "\(top)/iir.json")
    #expect(try choice(of: .weights, in: "deep/down").path == "/weights")
    #expect(try choice(of: .experiments, in: "deep/down").path == "\(top)/Specs")
    #expect(try choice(of: .results, in: "deep/down").path == "Results")
  }

  @Test func theNearestFileIsTheOnlyOne() throws {
    _ = try scratch.write(#"{"version": 1, "data": "Far", "cache": "Far"}"#, to: "iir.json")
    try FileManager.default.createDirectory(
      atPath: "\(scratch.path)/near", withIntermediateDirectories: true)
    _ = try scratch.write(#"{"version": 1, "data": "Near"}"#, to: "near/iir.json")
    #expect(try choice(of: .data, in: "near").path == "Near")
    #expect(try choice(of: .cache, in: "near").path == "Cache")
  }

  @Test(arguments: [
    (
      #"{"version": 1, "dat": "x"}"#,
      #"iir.json:1:16: /dat: unknown key "dat"; accepted: version, data, weights, cache, base, "#
        + #"results, experiments; did you mean "data"?"#
    ),
    (#"{"data": "x"}"#, #"iir.json:1:1: /: missing key "version""#),
    (#"{"version": 2}"#, "iir.json:1:13: /version: unknown version 2; accepted: 1"),
    (#"{"version": 1, "data": 3}"#, "iir.json:1:24: /data: expected a string, found 3"),
    (
      #"{"version": 1, "data": ""}"#,
      "iir.json:1:24: /data: expected a string that is not empty"
    ),
    (
      #"{"version": 1, "data": "a\u0000b"}"#,
      "iir.json:1:24: /data: a path has no character of the code 0"
    ),
    (
      #"{"version": 1, "data": "~/sets"}"#,
      #"iir.json:1:24: /data: "~" is the home folder to a shell alone; write its whole path, "#
        + "or ./~ for a folder of that name"
    ),
  ])
  func mistakesOfTheFileAreNamedWhereTheyStand(text: String, mistake: String) throws {
    #expect(try mistakes(of: text) == mistake)
  }

  /// No folder called "~" is made in the working folder.
  @Test func aHomeFolderThatNoShellHasReplacedIsRefused() throws {
    #expect(throws: UnusableFolder.self) { try choice(of: .cache, option: "~/cache") }
    #expect(throws: UnusableFolder.self) {
      try choice(of: .cache, environment: ["IIR_CACHE": "~"])
    }
    #expect(try choice(of: .cache, option: "./~").path == "./~")
    #expect(try choice(of: .cache, option: "~old").path == "~old")
  }

  @Test func aLinkThatLeadsNowhereIsNotPassedOver() throws {
    try FileManager.default.createSymbolicLink(
      atPath: "\(scratch.path)/iir.json", withDestinationPath: "nowhere.json")
    #expect(throws: SpecError.self) { try choice(of: .data) }
  }

  @Test func aFolderOfThatNameIsNoProject() throws {
    try FileManager.default.createDirectory(
      atPath: "\(scratch.path)/iir.json", withIntermediateDirectories: true)
    #expect(throws: SpecError.self) { try choice(of: .data) }
  }
}
