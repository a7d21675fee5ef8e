import Foundation
import SpecReading
import Specs

extension FuzzTarget {
  /// Specs of experiments, with the recipes and the bases that they name.
  static let spec = FuzzTarget(
    "spec", .text, share: 2,
    corpus: { package in
      try Corpus.files(
        in: "\(package)/Experiments", endingIn: [".json"],
        where: { path in
          !path.hasPrefix("models/") && !path.hasPrefix("shared/") && path != "literature.json"
        })
    },
    read: { input in
      let (folder, library) = try library(for: input)
      // Where a spec stands decides what the files are called that it extends.
      let isBelow = String(decoding: input.bytes, as: UTF8.self).contains("../shared/")
      let path = "\(folder)/\(isBelow ? "paper/" : "")input.json"
      try Data(input.bytes).write(to: URL(fileURLWithPath: path))
      _ = try library.experiment(at: path)
    })

  /// Recipes of models, with the bases and the other recipes that they name.
  static let recipe = FuzzTarget(
    "recipe", .text, share: 2,
    corpus: { package in
      try Corpus.files(in: "\(package)/Experiments/models", endingIn: [".json"]).map { file in
        var text = String(decoding: file.bytes, as: UTF8.self)
        if let name = text.range(of: "\"name\": \"[^\"]*\"", options: .regularExpression) {
          text.replaceSubrange(name, with: "\"name\": \"input\"")
        }
        return FuzzSeed(Array(text.utf8))
      }
    },
    read: { input in
      let (folder, library) = try library(for: input)
      try Data(input.bytes).write(to: URL(fileURLWithPath: "\(folder)/models/input.json"))
      _ = try library.recipes(for: "input")
    })

  /// Ledgers of published results.
  static let literature = FuzzTarget(
    "literature", .text, share: 1,
    corpus: { package in
      try Corpus.files(
        in: "\(package)/Experiments", endingIn: [".json"], where: { $0 == "literature.json" })
    },
    read: { input in
      let (folder, library) = try library(for: input)
      let path = "\(folder)/input.json"
      try Data(input.bytes).write(to: URL(fileURLWithPath: path))
      _ = try library.contents(at: [path])
    })

  /// Returns a copy of the package's specs, which an input is put among.
  private static func library(for input: FuzzInput) throws -> (folder: String, SpecLibrary) {
    let folder = "\(input.folder)/Experiments"
    if !FileManager.default.fileExists(atPath: folder) {
      try FileManager.default.copyItem(atPath: "\(input.package)/Experiments", toPath: folder)
    }
    return (folder, SpecLibrary(roots: [folder]))
  }
}
