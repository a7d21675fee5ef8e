import ArgumentParser
import DescriptorStore
import Failures
import Foundation
import Inspection
import Pipeline
import Reporting
import SpecReading
import Specs
import Summaries

/// `iir cache`: what the cache holds, and what of it may go.
struct CacheCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cache", abstract: "Lists, verifies and clears what was computed.",
    subcommands: [List.self, Verify.self, Collect.self, Pin.self, Unpin.self])

  /// The specs whose plans say what is needed.
  struct ReachOptions: ParsableArguments {
    @OptionGroup var folders: FolderOptions
    @OptionGroup var weights: WeightsOption
    @OptionGroup var limit: PixelLimitOption
    @OptionGroup var running: RunningOptions

    /// Returns what looks after the cache.
    func care() throws -> CacheCare {
      try CacheCare(running.runOptions(folders, weights: weights, limit: limit))
    }
  }

  /// `iir cache ls`.
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "ls", abstract: "Lists what the cache holds, the largest first.",
      discussion: """
        Artifacts of one piece of work are told of together: their size, how long they took to make, \
        when they were last used, and which of the given specs need them.
        """)

    @Argument(help: "Spec files that are looked for among what needs an artifact.")
    var specs: [PathArgument] = []

    @OptionGroup var reach: ReachOptions

    @Flag(help: "Print the list as JSON.")
    var json = false

    func run() async throws {
      let experiments = try SpecLibrary.standard.experiments(at: specs.map(\.path))
      let care = try reach.care()
      let items = try await care.items(reachedBy: experiments)
      if json { return try printDocument(items) }
      print(CacheRenderer().render(items, usage: try care.usage()), terminator: "")
    }
  }

  /// `iir cache verify`.
  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify", abstract: "Reads every artifact and compares it with its digest.",
      discussion: """
        Nothing is changed. Ends with 5 when anything is damaged or does not belong there.
        """)

    @OptionGroup var reach: ReachOptions

    func run() async throws {
      let found = try reach.care().verify()
      print(CacheRenderer().render(found), terminator: "")
      if !found.isClean { throw ExitStatus(.cacheOrDisk) }
    }
  }

  /// `iir cache gc`.
  struct Collect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "gc", abstract: "Removes what no given spec needs.",
      discussion: """
        What the specs reach stays, and what is pinned. Seeds and optional sets count as the specs \
        state them, so name the specs of your studies too.
        """)

    @OptionGroup var arguments: SpecArguments
    @OptionGroup var reach: ReachOptions

    @Option(
      name: .customLong("older-than"),
      help: ArgumentHelp(
        "Remove only what was not used for so many days.", valueName: "days"))
    var days: Double?

    @Flag(name: .customLong("dry-run"), help: "Say what would be removed, and remove nothing.")
    var isDry = false

    @Flag(help: "Print what is removed as JSON.")
    var json = false

    func validate() throws {
      if let days, !(days >= 0 && days.isFinite) {
        throw ValidationError("--older-than is \(days); give at least 0 days.")
      }
    }

    func run() async throws {
      let experiments = try arguments.experiments()
      let instant = days.map { Int(Date.now.timeIntervalSince1970 - $0 * 86_400) }
      let collection = try await reach.care().collect(
        keeping: experiments, unusedSince: instant, isDry: isDry)
      if json { return try printDocument(collection) }
      print(CacheRenderer().render(collection, isDry: isDry), terminator: "")
    }
  }

  /// `iir cache pin`.
  struct Pin: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "pin", abstract: "Keeps what specs need from removal.",
      discussion: """
        Also what is not there yet. 'iir cache gc' then leaves it, whatever specs it is given.
        """)

    @OptionGroup var arguments: SpecArguments
    @OptionGroup var reach: ReachOptions

    func run() async throws {
      let experiments = try arguments.experiments()
      let count = try await reach.care().pin(experiments, isPinned: true)
      print("Pinned \(count) artifacts.")
    }
  }

  /// `iir cache unpin`.
  struct Unpin: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "unpin", abstract: "Lets what specs need be removed again.")

    @OptionGroup var arguments: SpecArguments
    @OptionGroup var reach: ReachOptions

    func run() async throws {
      let experiments = try arguments.experiments()
      let count = try await reach.care().pin(experiments, isPinned: false)
      print("Unpinned \(count) artifacts.")
    }
  }
}
