package import Extraction
import Failures
import Files
package import Parts
import Steps

/// Work that is submitted to Slurm, waited for, and submitted again where it is missing.
///
/// What is done is what the cache has of the plan. Slurm is asked only whether something is still in hand.
/// Nothing is computed here, and nothing is lost when the process ends: whoever does the same again finds the
/// jobs by their name, which is made of the keys of all steps.
package struct ClusterRun {
  private let work: PlannedWork
  private let settings: SlurmSettings
  private let scheduler: any Scheduler
  private let observe: RunObserver
  private let log: SubmissionLog

  /// The name of the jobs.
  package let name: String

  /// Prepares a run.
  ///
  /// - Parameters:
  ///   - work: the work.
  ///   - settings: how it is submitted; the folder of this work is made below its folder.
  ///   - scheduler: where it is submitted.
  ///   - observe: receives what happens.
  package init(
    _ work: PlannedWork, _ settings: SlurmSettings, on scheduler: any Scheduler = Slurm(),
    observe: @escaping RunObserver
  ) {
    self.work = work
    self.scheduler = scheduler
    self.observe = observe
    let identity = String(work.digest.prefix(12))
    var settings = settings
    settings.folder += "/\(identity)"
    self.settings = settings
    log = SubmissionLog(folder: settings.folder)
    name = "iir-\(identity)"
  }

  // MARK: Submitting

  /// Returns the scripts of what is missing now, wave by wave.
  ///
  /// - Throws: `CacheError`, `ClusterError`, `FileError`.
  package func scripts() throws -> [SlurmScript] {
    let attempt = try (log.submissions().map(\.attempt).max() ?? 0) + 1
    let parts = try work.parts(atMost: settings.parts)
    return (0..<work.waveCount).compactMap { wave in
      let parts = parts.filter { $0.wave == wave + 1 }
      let elements = parts.filter(\.isMissing).map(\.part.number)
      guard !elements.isEmpty else { return nil }
      return SlurmScript(
        settings,
        Submission(
          attempt: attempt, wave: wave + 1, waves: work.waveCount, parts: parts.count,
          elements: elements))
    }
  }

  /// Returns a shell script that writes and submits the scripts of what is missing now, as `perform()` does.
  ///
  /// - Throws: `CacheError`, `ClusterError`, `FileError`.
  package func dryRun() throws -> String {
    let scripts = try scripts()
    guard !scripts.isEmpty else { return "# Nothing is missing, and nothing would be submitted.\n" }
    var text = "mkdir -p \(settings.folder.shellWord)\n"
    var previous: String?
    for script in scripts {
      let wave = script.submission.wave
      let words = script.arguments(name: name, after: previous.map { "$\($0)" }).map { word in
        word.hasPrefix("--dependency=") ? "\"\(word)\"" : word.shellWord
      }
      text += """

        cat >\(script.path.shellWord) <<'END_OF_SCRIPT'
        \(script.text)END_OF_SCRIPT
        wave_\(wave)=$(sbatch \(words.joined(separator: " ")))

        """
      previous = "wave_\(wave)"
    }
    return text
  }

  private func submit(_ scripts: [SlurmScript]) throws {
    var previous: String?
    for script in scripts {
      try AtomicFile.write(script.text, to: script.path)
      let job = try scheduler.submit(script, name: name, after: previous)
      var submission = script.submission
      submission.job = job
      try log.add(submission)
      previous = job
      let count = submission.elements.count
      observe(
        .notice(
          "Wave \(submission.wave) of \(submission.waves): job \(job), \(count) "
            + "element\(count == 1 ? "" : "s") of \(submission.parts), \(script.path)"))
    }
  }

  // MARK: Waiting

  /// Submits what is missing, waits until nothing of it is in hand any more, and does so again until nothing is
  /// missing.
  ///
  /// - Throws: `ClusterStepsFailed` where something is missing after the last repetition, or where no repetition
  ///   can help; `ClusterError` where the scheduler refuses; `CacheError`, `FileError`; `CancellationError`.
  package func perform() async throws {
    // Slurm need not be there where there is nothing to do.
    if try scripts().isEmpty { return }
    try Folder.create(settings.folder)
    var attempts = 0
    var isFirstLook = true
    while true {
      try Task.checkCancellation()
      guard let lock = try log.lock() else {
        // Another process is submitting; its jobs are found then.
        try await Task.sleep(for: .seconds(1))
        continue
      }
      // The queue first: what ends meanwhile is in the cache then.
      let queued = try await patiently { try scheduler.queue(name: name) }
      let scripts = try scripts()
      if scripts.isEmpty { return }
      if !queued.isEmpty, isFirstLook {
        let count = queued.count
        observe(
          .notice(
            "\(count) element\(count == 1 ? " is" : "s are") in hand already (\(name)); waiting."))
      }
      if queued.isEmpty {
        guard attempts <= settings.retries, try attempts == 0 || !endedForGood() else {
          throw try failure(after: attempts)
        }
        attempts += 1
        try submit(scripts)
      }
      lock.release()
      isFirstLook = false
      try await waitForJobs()
    }
  }

  /// Waits until no element of the name is in hand.
  private func waitForJobs() async throws {
    var told = ""
    var lastTold = ContinuousClock.now
    while true {
      let queued = try await patiently { try scheduler.queue(name: name) }
      let words = try progress(status(with: queued))
      if words != told || ContinuousClock.now - lastTold > .seconds(300) {
        observe(.notice(words))
        (told, lastTold) = (words, .now)
      }
      if queued.isEmpty { return }
      try await Task.sleep(for: .seconds(settings.interval))
    }
  }

  /// The times that Slurm is asked in vain before that is an error; what it has in hand goes on meanwhile.
  private static let mostRefusals = 30

  /// Asks the scheduler, again where it does not answer, as a controller that is started anew.
  private func patiently<Answer>(_ ask: () throws -> Answer) async throws -> Answer {
    var refusals = 0
    while true {
      do {
        return try ask()
      } catch ClusterError.refused(let command, let code, let reason)
        where code != 127 && refusals < Self.mostRefusals
      {
        refusals += 1
        if refusals == 1 {
          observe(.notice("warning: \(command) ended with \(code): \(reason). Asking again."))
        }
        try await Task.sleep(for: .seconds(settings.interval))
      }
    }
  }

  /// Returns how far everything is, in a line.
  private func progress(_ status: ClusterStatus) -> String {
    let elements = ClusterStatus.ElementState.allCases.map { "\(status.count($0)) \($0.rawValue)" }
    let pending = status.elements.filter { $0.state == .pending }
    let reasons = Set(pending.compactMap(\.reason)).sorted().joined(separator: ", ")
    return "\(name): \(status.steps.cached) of \(status.steps.total) steps done; elements: "
      + elements.joined(separator: ", ") + (reasons.isEmpty ? "" : " (waiting for: \(reasons))")
  }

  /// Whether all that could be done, and is not, ended with a mistake in the spec or a file that is missing or
  /// damaged, which is the same at every attempt.
  private func endedForGood() throws -> Bool {
    let codes = [FailureKind.usage, .missingInput, .damagedInput].map { Int($0.exitCode) }
    let elements = try status(with: []).elements
    return try work.parts(atMost: settings.parts)
      .filter { $0.steps.contains { $0.state == .missing } }
      .allSatisfy { part in
        let element = elements.first { $0.wave == part.wave && $0.part == part.part.number }
        return element?.exitCode.map(codes.contains) ?? false
      }
  }

  private func failure(after attempts: Int) throws -> ClusterStepsFailed {
    let parts = try work.parts(atMost: settings.parts)
    let elements = try status(with: []).elements
    var steps: [ClusterStepsFailed.Step] = []
    var waiting = 0
    for part in parts {
      let element = elements.first { $0.wave == part.wave && $0.part == part.part.number }
      waiting += part.steps.count { $0.state == .waiting }
      for step in part.steps where step.state == .missing {
        steps.append(
          ClusterStepsFailed.Step(
            name: "\(step.kind) \"\(step.step)\" (\(step.shortKey))", log: element?.log))
      }
    }
    return ClusterStepsFailed(steps, waiting: waiting, attempts: attempts)
  }

  // MARK: Telling

  /// Returns how everything stands; Slurm is asked only where something was submitted.
  ///
  /// - Throws: `ClusterError`, `CacheError`, `FileError`.
  package func status() throws -> ClusterStatus {
    try status(with: log.submissions().isEmpty ? [] : scheduler.queue(name: name))
  }

  private func status(with queued: [QueuedElement]) throws -> ClusterStatus {
    let steps = try work.list().steps
    return ClusterStatus(
      name: name, folder: settings.folder, steps: ClusterStatus.Steps(steps),
      waves: (0..<work.waveCount).map { wave in
        ClusterStatus.Steps(steps.filter { $0.wave == wave + 1 })
      },
      elements: try elements(with: queued))
  }

  /// Returns the last element of each part.
  private func elements(with queued: [QueuedElement]) throws -> [ClusterStatus.Element] {
    struct Place: Hashable {
      let wave: Int
      let part: Int
    }
    var last: [Place: Submission] = [:]
    for submission in try log.submissions() {
      for element in submission.elements {
        last[Place(wave: submission.wave, part: element)] = submission
      }
    }
    return try last.sorted { ($0.key.wave, $0.key.part) < ($1.key.wave, $1.key.part) }.map {
      place, submission in
      let job = submission.job ?? ""
      let inHand = queued.first { $0.job == job && $0.element == place.part }
      let code = try inHand == nil ? log.exitCode(of: submission, place.part) : nil
      let state: ClusterStatus.ElementState =
        switch inHand?.state {
        case .pending: .pending
        case .running: .running
        case nil: code == 0 ? .done : .failed
        }
      return ClusterStatus.Element(
        wave: place.wave, part: place.part, parts: submission.parts,
        attempt: submission.attempt, job: job, state: state, reason: inHand?.reason,
        exitCode: code, log: log.log(of: submission, place.part))
    }
  }
}
