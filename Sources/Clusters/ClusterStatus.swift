package import Parts

/// How a cluster run stands.
package struct ClusterStatus: Sendable, Encodable {
  /// What became of an element.
  package enum ElementState: String, Sendable, Codable, CaseIterable {
    case pending, running, done, failed
  }

  /// One element of an array: the last that was submitted for its part.
  package struct Element: Sendable, Encodable {
    /// The wave, from 1.
    package let wave: Int

    /// Which part of the wave, from 1.
    package let part: Int

    /// The number of parts.
    package let parts: Int

    /// Which time work was submitted from the folder, from 1.
    package let attempt: Int

    /// The number of the array.
    package let job: String

    /// What became of it: `done` where it said 0 at its end, `failed` where it said another code or none.
    package let state: ElementState

    /// Why it waits, in Slurm's word; nil where it says none.
    package let reason: String?

    /// Its exit code; nil where it has none yet, or was ended without a word.
    package let exitCode: Int?

    /// Where it says what it does.
    package let log: String
  }

  /// Counts of steps by state.
  package struct Steps: Sendable, Encodable, Equatable {
    /// In the cache.
    package var cached = 0
    /// Missing, with everything that they read there.
    package var missing = 0
    /// Missing, as something that they read is.
    package var waiting = 0

    /// All of them.
    package var total: Int { cached + missing + waiting }

    /// Counts steps.
    package init(_ steps: [StepList.Entry]) {
      for step in steps {
        switch step.state {
        case .cached: cached += 1
        case .missing: missing += 1
        case .waiting: waiting += 1
        }
      }
    }
  }

  /// The name of the jobs.
  package let name: String

  /// The folder of scripts and logs.
  package let folder: String

  /// The steps of the plan.
  package let steps: Steps

  /// The steps of each wave.
  package let waves: [Steps]

  /// The last element of each part, wave by wave; none before anything is submitted.
  package let elements: [Element]

  /// Returns the number of elements in a state.
  package func count(_ state: ElementState) -> Int { elements.count { $0.state == state } }
}
