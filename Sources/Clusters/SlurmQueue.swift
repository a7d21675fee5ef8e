/// An element of an array that Slurm still has in hand.
package struct QueuedElement: Sendable, Equatable {
  /// Whether it computes.
  package enum State: String, Sendable, Codable {
    /// It waits for processors, for another array, or for its time.
    case pending
    /// It computes, is held up, or is being ended.
    case running
  }

  /// The number of the array.
  package let job: String

  /// Which element of it.
  package let element: Int

  /// Whether it computes.
  package let state: State

  /// Why it waits, in Slurm's word, such as "Priority"; nil where it says none.
  package let reason: String?

  /// Creates an element.
  package init(job: String, element: Int, state: State, reason: String? = nil) {
    self.job = job
    self.element = element
    self.state = state
    self.reason = reason
  }
}

/// Reads what Slurm's commands say in the forms that are made for programs.
package enum SlurmOutput {
  /// The format that `squeue` is asked for: array, element, state, reason.
  package static let queueFormat = "%F|%K|%T|%r"

  /// Reads what `squeue` says in that format.
  ///
  /// - Parameter text: one line an element.
  /// - Returns: the elements that have not ended. A state that is not known is taken for one that goes on.
  /// - Throws: `ClusterError.unexpected` for a line of another form.
  package static func queue(_ text: String) throws(ClusterError) -> [QueuedElement] {
    var elements: [QueuedElement] = []
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: "|", maxSplits: 3, omittingEmptySubsequences: false)
      guard fields.count == 4, let element = Int(fields[1]), let job = number(fields[0]) else {
        throw .unexpected(command: "squeue", output: String(line))
      }
      let state = String(fields[2])
      if ended.contains(state) { continue }
      let isPending = pending.contains(state)
      let reason = fields[3] == "None" || fields[3].isEmpty ? nil : String(fields[3])
      elements.append(
        QueuedElement(
          job: job, element: element, state: isPending ? .pending : .running,
          reason: isPending ? reason : nil))
    }
    return elements
  }

  /// Reads what `sbatch --parsable` says: the number of the job, and behind a semicolon the cluster.
  ///
  /// - Throws: `ClusterError.unexpected` for anything else.
  package static func job(_ text: String) throws(ClusterError) -> String {
    let line = text.split(separator: "\n").last ?? ""
    let first = line.split(separator: ";", omittingEmptySubsequences: false).first ?? ""
    guard let job = number(first) else { throw .unexpected(command: "sbatch", output: text) }
    return job
  }

  private static func number(_ text: Substring) -> String? {
    let isNumber = !text.isEmpty && text.allSatisfy { $0.isASCII && $0.isNumber }
    return isNumber ? String(text) : nil
  }

  private static let pending: Set<String> = [
    "PENDING", "CONFIGURING", "REQUEUED", "REQUEUE_HOLD", "REQUEUE_FED", "RESV_DEL_HOLD",
    "SPECIAL_EXIT",
  ]

  private static let ended: Set<String> = [
    "BOOT_FAIL", "CANCELLED", "COMPLETED", "DEADLINE", "FAILED", "NODE_FAIL", "OUT_OF_MEMORY",
    "PREEMPTED", "REVOKED", "TIMEOUT",
  ]
}
