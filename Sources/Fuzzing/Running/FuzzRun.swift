import Foundation

/// Reads many inputs in several processes, and keeps those that end badly.
public struct FuzzRun {
  private let targets: [FuzzTarget]
  private let package: String
  private let seed: UInt64
  private let limits: FuzzLimits
  private let jobs: Int
  private let worker: [String]

  /// The most inputs of one process: a new one starts with clean memory.
  private static let pieceSize = 2_000

  /// Creates a run.
  ///
  /// - Parameters:
  ///   - targets: what reads the inputs; at least one.
  ///   - package: the folder of the package.
  ///   - seed: the seed of all inputs.
  ///   - limits: what an input may cost.
  ///   - jobs: how many processes run at a time; at least 1.
  ///   - worker: the program that runs a `FuzzWorker`, and its first arguments; the target, two
  ///     numbers that bound the inputs, and a folder follow.
  public init(
    targets: [FuzzTarget], package: String, seed: UInt64, limits: FuzzLimits, jobs: Int,
    worker: [String]
  ) {
    precondition(
      jobs >= 1 && !targets.isEmpty,
      "expected targets and a process, found \(targets.count) and \(jobs)")
    self.targets = targets
    self.package = package
    self.seed = seed
    self.limits = limits
    self.jobs = jobs
    self.worker = worker
  }

  /// Returns how many inputs each target takes of a number, by its share.
  func counts(of inputs: Int) -> [Int] {
    let shares = targets.reduce(0) { $0 + $1.share }
    return targets.map { max(1, (inputs * $0.share + shares - 1) / shares) }
  }

  /// Reads inputs.
  ///
  /// - Parameters:
  ///   - count: how many, of all targets together; each takes its share, rounded up.
  ///   - first: the number of each target's first input.
  ///   - folder: where the inputs of findings go; created when there is one.
  ///   - observe: told each finding.
  /// - Returns: what each target did, in the order of the targets.
  /// - Throws: `FuzzError` when a worker cannot work, and what the file system throws.
  public func run(
    inputs count: Int, from first: Int = 0, keepingIn folder: String,
    observe: (Finding) -> Void
  ) throws -> [TargetSummary] {
    var pieces: [(target: Int, range: Range<Int>)] = []
    for (target, count) in counts(of: count).enumerated() {
      for start in stride(from: first, to: first + count, by: Self.pieceSize) {
        pieces.append((target, start..<min(first + count, start + Self.pieceSize)))
      }
    }
    var summaries = targets.map { TargetSummary(target: $0.name) }
    var workers: [(target: Int, process: WorkerProcess)] = []
    pieces.reverse()
    while !pieces.isEmpty || !workers.isEmpty {
      while workers.count < jobs, let piece = pieces.popLast() {
        guard summaries[piece.target].findings.count < limits.findings else { continue }
        workers.append((piece.target, try start(targets[piece.target], piece.range)))
      }
      usleep(2_000)
      var running: [(target: Int, process: WorkerProcess)] = []
      for (target, process) in workers {
        if try process.advance() {
          running.append((target, process))
          continue
        }
        for finding in process.summary.findings {
          try keep(finding, of: targets[target], in: folder)
          observe(finding)
        }
        summaries[target].add(process.summary)
        if !process.rest.isEmpty { pieces.append((target, process.rest)) }
      }
      workers = running
    }
    return summaries
  }

  private func start(_ target: FuzzTarget, _ range: Range<Int>) throws -> WorkerProcess {
    try WorkerProcess(
      command: worker + [target.name], target: target, range: range, limits: limits)
  }

  private func keep(_ finding: Finding, of target: FuzzTarget, in folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let input = try FuzzInputs(of: target, package: package, seed: seed)[finding.index]
    try Data(input).write(to: URL(fileURLWithPath: "\(folder)/\(finding.fileName(seed: seed))"))
  }
}

extension Finding {
  /// Returns the name of the file that its input is kept in.
  ///
  /// - Parameter seed: the seed of the run.
  /// - Returns: the target, the seed and the number of the input.
  public func fileName(seed: UInt64) -> String { "\(target)-\(seed)-\(index)" }
}

extension TargetSummary {
  mutating func add(_ other: TargetSummary) {
    inputs += other.inputs
    accepted += other.accepted
    seconds += other.seconds
    peakKilobytes = .larger(peakKilobytes, other.peakKilobytes)
    milliseconds = .larger(milliseconds, other.milliseconds)
    findings += other.findings
  }
}
