import Synchronization

/// Keeps count of what the stages of a run took and found.
package final class StageLedger: Sendable {
  private struct Entry {
    var seconds = 0.0
    var hits = 0
    var misses = 0
  }

  private let entries = Mutex<(order: [String], entries: [String: Entry])>(([], [:]))

  package init() {}

  /// Takes one event of the run.
  package func observe(_ event: RunEvent) {
    switch event {
    case .finished(let stage, let seconds):
      update(stage) {
        $0.seconds += seconds
        $0.misses += 1
      }
    case .reused(let stage): update(stage) { $0.hits += 1 }
    case .began, .resumed, .advanced, .results, .notice: break
    }
  }

  /// Forgets the stages of an earlier run.
  package func reset() {
    entries.withLock { $0 = ([], [:]) }
  }

  /// One record a stage, in the order in which they were first heard of.
  package var records: [StageRecord] {
    entries.withLock { state in
      state.order.map { name in
        let entry = state.entries[name] ?? Entry()
        return StageRecord(
          name: name, seconds: entry.seconds, cacheHits: entry.hits, cacheMisses: entry.misses)
      }
    }
  }

  private func update(_ stage: String, _ change: (inout Entry) -> Void) {
    entries.withLock { state in
      if state.entries[stage] == nil { state.order.append(stage) }
      change(&state.entries[stage, default: Entry()])
    }
  }
}
