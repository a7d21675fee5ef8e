import ArgumentParser
import Foundation
import Pipeline
import Specs

/// `iir dataset`: lists and renders the mini sets, and checks any.
struct DatasetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dataset", abstract: "Lists, renders and checks datasets.",
    subcommands: [List.self, Generate.self, DatasetVerifyCommand.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Names the datasets, and says which are there.")

    @OptionGroup var folders: FolderOptions

    @Flag(help: "Print the list as JSON.")
    var json = false

    func run() throws {
      let data = try folders.data.path
      let others = try DatasetName.mini.flatMap { dataset in
        try WorldSet.foldersOfOtherWorlds(of: dataset, in: data).map { name in
          DatasetEntry(
            name: name, isPresent: true,
            purpose: "\(dataset) of another world than the standard one")
        }
      }
      let entries =
        DatasetName.registered.map { dataset in
          DatasetEntry(
            name: dataset.rawValue,
            isPresent: WorldSet(dataset, in: WorldSettings()).isThere(in: data),
            purpose: dataset.purpose)
        } + others
      if json {
        try printDocument(entries)
      } else {
        for entry in entries {
          print("\(entry.name)\t\(entry.isPresent ? "present" : "absent")\t\(entry.purpose)")
        }
      }
    }
  }

  struct Generate: AsyncParsableCommand, WritingCommand {
    static let configuration = CommandConfiguration(
      commandName: "generate",
      abstract: "Renders sets of the mini world, or a contact sheet of one.",
      discussion: """
        Without names, every set of the mini world is rendered. A set that is there already is kept. A set of \
        another seed or size than the standard ones gets a folder of its own, such as mini-oxford@seed2. \
        With --contact-sheet, nothing is written but a picture of instances (rows) by views (columns) \
        of the one set named, mini-oxford unless given.
        """)

    @Argument(help: "Sets to render, such as mini-oxford.", transform: dataset(named:))
    var names: [DatasetName] = []

    @Option(help: "The seed of the world.")
    var seed = WorldSettings().seed

    @Option(help: "Width and height of each picture, in pixels.")
    var size = WorldSettings().imageSize

    @Option(help: "A .png or .jpg file to render a grid of instances and views into.")
    var contactSheet: PathArgument?

    @Option(help: "The rows of the contact sheet.")
    var rows = 14

    @OptionGroup var folders: FolderOptions
    @OptionGroup var running: RunningOptions

    func validate() throws {
      let sizes = WorldSettings.imageSizes
      guard sizes.contains(size) else {
        throw ValidationError(
          "--size is \(size); give \(sizes.lowerBound) to \(sizes.upperBound).")
      }
      guard rows >= 1 else { throw ValidationError("--rows is \(rows); give at least 1.") }
      if contactSheet != nil, names.count > 1 {
        throw ValidationError("A contact sheet shows one set; name one.")
      }
    }

    private var world: WorldSettings { WorldSettings { ($0.seed, $0.imageSize) = (seed, size) } }

    private var datasets: [DatasetName] { names.isEmpty ? DatasetName.mini : names }

    func writtenPaths() throws -> [WrittenPath] {
      let cache = WrittenPath.cache(try folders.cache)
      if let contactSheet {
        let sheet = WrittenPath.file(
          contactSheet.path, option: "--contact-sheet", ending: [.png, .jpeg])
        return [sheet, cache]
      }
      let data = try folders.data.path
      let renders = datasets.contains { !WorldSet($0, in: world).isThere(in: data) }
      return (renders ? [.folder(data, option: "--data")] : []) + [cache]
    }

    func run() async throws {
      let display = ProgressDisplay(isQuiet: running.quiet)
      let renderer = try WorldRenderer(
        world: world,
        options: running.runOptions(folders),
        observe: display.observe)
      if let contactSheet {
        try await renderer.writeContactSheet(
          of: names.first ?? .miniOxford, rows: rows, to: contactSheet.path)
        print(contactSheet.path)
      } else {
        for dataset in datasets {
          print(try await renderer.provide(dataset))
        }
      }
    }
  }
}

/// One dataset, as `iir dataset list --json` names it.
private struct DatasetEntry: Encodable {
  let name: String
  let isPresent: Bool
  let purpose: String
}

/// Returns the mini set of a name that was typed.
private func dataset(named name: String) throws -> DatasetName {
  guard let dataset = DatasetName.mini.first(where: { $0.rawValue == name }) else {
    let names = DatasetName.mini.map(\.rawValue).joined(separator: ", ")
    throw ValidationError("\(name) is no set of the mini world; those are \(names).")
  }
  return dataset
}
