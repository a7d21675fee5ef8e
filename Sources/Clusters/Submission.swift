/// An array of jobs that was submitted, or is going to be: some parts of one wave.
package struct Submission: Sendable, Codable, Equatable {
  /// Which time work is submitted from this folder, from 1.
  package let attempt: Int

  /// The wave, from 1.
  package let wave: Int

  /// The number of waves of all the work.
  package let waves: Int

  /// The number of parts that the wave is divided into.
  package let parts: Int

  /// The parts that have something to do, from 1, ascending, at least one.
  package let elements: [Int]

  /// The number that Slurm gave the array; nil before it is submitted.
  package var job: String?

  /// Creates a submission.
  package init(
    attempt: Int, wave: Int, waves: Int, parts: Int, elements: [Int], job: String? = nil
  ) {
    precondition(!elements.isEmpty, "expected elements, found none")
    self.attempt = attempt
    self.wave = wave
    self.waves = waves
    self.parts = parts
    self.elements = elements
    self.job = job
  }

  /// What the names of its script and of its elements' logs begin with.
  package var fileName: String { "attempt-\(attempt)-wave-\(wave)" }

  /// The elements as `sbatch --array` takes them, neighbours together: "1-3,7".
  package var elementRanges: String {
    var ranges: [ClosedRange<Int>] = []
    for element in elements {
      if let last = ranges.last, last.upperBound + 1 == element {
        ranges[ranges.count - 1] = last.lowerBound...element
      } else {
        ranges.append(element...element)
      }
    }
    return ranges.map { range in
      range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound)"
    }.joined(separator: ",")
  }
}
