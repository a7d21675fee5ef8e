package import Failures

/// A scheduler that does not do what it is asked, or says what cannot be read.
package enum ClusterError: Failure {
  /// A command ended with a code that is not 0; 127 where it is not there.
  case refused(command: String, code: Int32, reason: String)

  /// A command said something of another form than it is asked for.
  case unexpected(command: String, output: String)

  /// The file of submissions cannot be read.
  case unreadable(path: String, reason: String)

  /// Asking for something of the user's is a stage of its own; the file lies on the disk.
  package var kind: FailureKind {
    if case .unreadable = self { .cacheOrDisk } else { .stageFailed }
  }

  /// The command or the file.
  package var subject: String {
    switch self {
    case .refused(let command, _, _), .unexpected(let command, _): command
    case .unreadable(let path, _): path
    }
  }

  /// What it said.
  package var reason: String {
    switch self {
    case .refused(_, 127, _): "it is not on the path"
    case .refused(_, let code, let reason): "it ended with \(code): \(reason)"
    case .unexpected(_, let output): "it said '\(output.prefix(200))', which is of another form"
    case .unreadable(_, let reason): "it is no list of submissions: \(reason)"
    }
  }

  /// What to try.
  package var advice: String {
    switch self {
    case .refused(_, 127, _):
      "Run this where Slurm's commands are, such as after 'module load slurm'."
    case .refused:
      "Correct what it names, such as by --slurm-option, and give the same command again."
    case .unexpected: "Is that Slurm's own command, of version 20.11 or later?"
    case .unreadable: "Move the file away; what was computed is in the cache."
    }
  }
}

/// Steps that are still missing after everything was submitted as often as is allowed.
package struct ClusterStepsFailed: Failure {
  /// A step, and where to read why.
  package struct Step: Sendable, Equatable {
    /// Its kind, words and the beginning of its key.
    package let name: String

    /// The log of the element that was to perform it; nil where none was submitted from this folder.
    package let log: String?

    /// Creates one.
    package init(name: String, log: String?) {
      self.name = name
      self.log = log
    }
  }

  /// The steps whose inputs are there and that are not.
  package let steps: [Step]

  /// The number of steps that wait for these.
  package let waiting: Int

  /// The number of times that they were submitted.
  package let attempts: Int

  /// Creates the error.
  package init(_ steps: [Step], waiting: Int, attempts: Int) {
    self.steps = steps
    self.waiting = waiting
    self.attempts = attempts
  }

  /// A stage failed.
  package var kind: FailureKind { .stageFailed }

  /// The first step.
  package var subject: String { steps.first?.name ?? "steps" }

  /// Which ones, with their logs: ten of them at most.
  package var reason: String {
    let shown = steps.prefix(10).map { "\($0.name), log \($0.log ?? "none")" }
    let more = steps.count > 10 ? "; and \(steps.count - 10) more" : ""
    return shown.joined(separator: "; ") + more
  }

  /// How many failed and wait, and which.
  package var statement: String {
    let count = steps.count == 1 ? "1 step was" : "\(steps.count) steps were"
    let times = attempts == 1 ? "once" : "\(attempts) times"
    let others = waiting == 0 ? "" : ", and \(waiting) wait for \(steps.count == 1 ? "it" : "them")"
    return "\(count) submitted \(times) and not done\(others): \(reason)"
  }

  /// What to do.
  package var advice: String {
    "Read the logs, mend what they name, and give the same command again; what is done is not done again."
  }
}
