package import DescriptorStore
import Foundation
import Glibc
import JSON
package import Records
import Steps
import Synchronization

/// How an artifact came to be: what is kept beside it, and never part of a key.
///
/// A later run that finds it in the cache tells what it took to make, and on which machine.
package struct ArtifactOrigin {
  /// What is kept of descriptors beside the others: the number of images that have one.
  static let rowsKey = "rows"

  private static let lineageKey = "lineage"
  private static let stageKey = "stage"
  private static let dateKey = "date"
  private static let programKey = "madeBy"
  private static let processorKey = "processor"
  private static let processorSecondsKey = "processorSeconds"
  private static let setsKey = "instructionSets"
  private static let librariesKey = "libraries"
  private static let compilerKey = "compiler"
  private static let threadsKey = "threads"
  private static let secondsKey = "seconds"

  /// What of it does not change while the program runs.
  private static let machine: [String: CanonicalJSON] = {
    let machine = MachineDescription.current()
    return [
      programKey: .string("iir \(ToolVersion.current)"),
      "host": .string(ProcessInfo.processInfo.hostName),
      processorKey: .string(machine.processor),
      setsKey: .array(machine.instructionSets.map(CanonicalJSON.string)),
      "cores": .integer(machine.coreCount),
      librariesKey: .object(LibraryVersions.current.mapValues(CanonicalJSON.string)),
      compilerKey: .string(ToolVersion.compiler),
    ]
  }()

  /// Returns what is kept beside an artifact that was made just now.
  ///
  /// - Parameters:
  ///   - label: what was done, in words.
  ///   - threads: the number of threads that worked.
  ///   - took: how long it took.
  ///   - lineage: the SHA-256 of the artifacts that it rests on, by the identity of their steps.
  /// - Returns: the provenance of the artifact.
  static func provenance(
    _ label: String, threads: Int, took: Stopwatch.Reading, lineage: [Step.ID: String]
  ) -> [String: CanonicalJSON] {
    machine.merging([
      stageKey: .string(label),
      dateKey: .string(Date.now.formatted(.iso8601)),
      threadsKey: .integer(threads),
      secondsKey: .double(took.seconds),
      processorSecondsKey: .double(took.processorSeconds),
      lineageKey: .object(
        Dictionary(uniqueKeysWithValues: lineage.map { ($0.key.digest, .string($0.value)) })),
    ]) { _, new in new }
  }

  /// Returns the SHA-256 of the artifacts that one rests on, itself included.
  static func lineage(of record: ArtifactRecord) -> [Step.ID: String] {
    var lineage: [Step.ID: String] = [Step.ID(digest: record.key.digest): record.digest]
    for (id, digest) in record.provenance[lineageKey]?.members ?? [:] {
      lineage[Step.ID(digest: id)] = digest.text
    }
    return lineage
  }

  /// What was done, in words.
  package let label: String

  /// How long it took, in seconds.
  package let seconds: Double

  /// How long processors worked, in seconds.
  package let processorSeconds: Double

  /// When it was made, in ISO 8601 and UTC; nil where that is not known.
  package let date: String?

  /// Where and how it was made; fields that are not known are empty.
  package let place: OriginRecord.Place

  /// Reads what is kept beside an artifact.
  package init(_ record: ArtifactRecord) {
    let fields = record.provenance
    func text(_ key: String) -> String { fields[key]?.text ?? "" }
    func number(_ key: String) -> Double {
      if case .double(let number) = fields[key] { number } else { 0 }
    }
    label = fields[Self.stageKey]?.text ?? record.key.stage
    date = fields[Self.dateKey]?.text
    seconds = number(Self.secondsKey)
    processorSeconds = number(Self.processorSecondsKey)
    place = OriginRecord.Place(
      madeBy: text(Self.programKey), compiler: text(Self.compilerKey),
      processor: text(Self.processorKey), instructionSets: fields[Self.setsKey]?.texts ?? [],
      threads: fields[Self.threadsKey]?.integer ?? 0,
      libraries: (fields[Self.librariesKey]?.members ?? [:]).compactMapValues(\.text))
  }
}

extension CanonicalJSON {
  /// The texts of an array; nil for any other value.
  fileprivate var texts: [String]? {
    if case .array(let elements) = self { elements.compactMap(\.text) } else { nil }
  }
}

/// Measures how long work takes.
struct Stopwatch {
  /// What was measured.
  struct Reading {
    /// The time that passed, in seconds.
    let seconds: Double

    /// The time that processors worked, in seconds.
    let processorSeconds: Double

    /// Returns the share of one of several artifacts that were made together.
    func divided(by count: Int) -> Reading {
      Reading(
        seconds: seconds / Double(count), processorSeconds: processorSeconds / Double(count))
    }

    /// Returns the same with the time of earlier attempts, of which the processors' is not known.
    func adding(_ earlierSeconds: Double) -> Reading {
      Reading(seconds: seconds + earlierSeconds, processorSeconds: processorSeconds)
    }
  }

  private let began = ContinuousClock.now
  private let clock: clockid_t
  private let processorTime: Double

  /// Begins to measure.
  ///
  /// - Parameter ownThread: whether the work of this thread alone counts, not of the program.
  init(ownThread: Bool = false) {
    clock = ownThread ? CLOCK_THREAD_CPUTIME_ID : CLOCK_PROCESS_CPUTIME_ID
    processorTime = Self.time(clock)
  }

  /// Returns what has passed since.
  func read() -> Reading {
    Reading(
      seconds: (ContinuousClock.now - began) / .seconds(1),
      processorSeconds: max(0, Self.time(clock) - processorTime))
  }

  private static func time(_ clock: clockid_t) -> Double {
    var time = timespec()
    // A clock that cannot be read counts as one that stands.
    guard unsafe clock_gettime(clock, &time) == 0 else { return 0 }
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
