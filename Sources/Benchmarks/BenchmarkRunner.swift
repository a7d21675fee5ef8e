internal import Foundation
internal import Kernels
import Records

/// Races this program with other libraries on the same work, in one run.
public struct BenchmarkRunner: Sendable {
  private let options: BenchmarkOptions
  private let observe: @Sendable (String) -> Void

  /// Creates a runner.
  ///
  /// - Parameters:
  ///   - options: what to benchmark, and with what.
  ///   - observe: receives what is under way, one line at a time.
  public init(_ options: BenchmarkOptions, observe: @escaping @Sendable (String) -> Void) {
    self.options = options
    self.observe = observe
  }

  /// Runs all workloads, one after the other.
  ///
  /// A peer that is missing or fails is left out, and the report says so.
  ///
  /// - Returns: what was measured.
  /// - Throws: what this program's own part throws; `FileError` when there is no room for files.
  public func run() throws -> BenchmarkReport {
    ComputeThreads.setStandardCount(options.threads)
    let scale = options.isQuick ? BenchmarkScale.quick : .full
    let workspace = try BenchmarkWorkspace(in: options.scratchRoot)
    let race = BenchmarkRace(
      scale: scale, threads: options.threads, folder: workspace.path,
      peers: options.python.map {
        PeerSettings(
          python: $0, scripts: absolute(options.scripts), threads: options.threads,
          scratch: workspace.path)
      }, observe: observe)
    // First, while the process holds nothing of other workloads.
    let memory = options.measuresMemory ? try race.memory() : nil
    observe("matrix product")
    let productRate = matrixProductRate(side: scale.productSide)
    var workloads: [WorkloadReport] = []
    if options.subjects.contains(.extraction) { workloads += try race.extraction() }
    if options.subjects.contains(.training) { workloads += try race.training() }
    if options.subjects.contains(.search) { workloads += try race.search() }
    if options.subjects.contains(.images) { workloads += try race.images() }
    let machine = MachineDescription.current()
    return BenchmarkReport(
      machine: machine, threads: options.threads, isQuick: options.isQuick,
      versions: LibraryVersions.current.merging(race.versions.found) { first, _ in first },
      productRate: productRate, workloads: workloads,
      marks: Mark.all.map { $0.outcome(workloads, on: machine, isQuick: options.isQuick) },
      memory: memory, notes: notes)
  }

  private func absolute(_ path: String) -> String { URL(filePath: path).standardizedFileURL.path }

  private var notes: [String] {
    var notes: [String] = []
    if options.python == nil {
      notes.append("No peers were measured: there was no Python interpreter with them (--peers).")
    }
    if options.isQuick {
      notes.append("Sizes and repeats are those of --quick: they say nothing about the marks.")
    }
    return notes
  }
}

/// What the workloads of one benchmark share.
struct BenchmarkRace {
  /// The versions that peers told, by name.
  final class Versions {
    var found: [String: String] = [:]
  }

  let scale: BenchmarkScale
  let threads: Int
  let folder: String
  let peers: PeerSettings?
  let observe: @Sendable (String) -> Void
  let versions = Versions()

  var alternation: Alternation { Alternation(repeats: scale.repeats, observe: observe) }

  /// Starts a peer and lets it prepare; a failure becomes a note.
  ///
  /// - Parameters:
  ///   - peer: which one.
  ///   - notes: receives why it is absent.
  ///   - prepare: its first commands; returns the ways in which it can do the work.
  /// - Returns: the process and those ways, or nil when it failed or there are no peers.
  func start(
    _ peer: Peer, notes: inout [String],
    prepare: (PeerProcess) throws(PeerError) -> [String]
  ) -> (process: PeerProcess, variants: [String])? {
    guard let peers else { return nil }
    observe("\(peer.rawValue), starting")
    do throws(PeerError) {
      let process = try PeerProcess(peer, peers)
      let told = try process.call("versions").versions ?? [:]
      versions.found.merge(told) { first, _ in first }
      let variants = try prepare(process)
      return (process, variants.isEmpty ? [""] : variants)
    } catch {
      notes.append(error.statement)
      return nil
    }
  }
}
