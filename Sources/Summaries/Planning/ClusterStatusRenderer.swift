package import Clusters

/// Writes how a cluster run stands as plain text.
package struct ClusterStatusRenderer: Sendable {
  /// Creates a renderer.
  package init() {}

  /// Returns counts of steps, of each wave, of elements, and a line for each element that failed.
  package func render(_ status: ClusterStatus) -> String {
    var lines = ["\(status.name): \(words(status.steps))"]
    for (number, wave) in status.waves.enumerated() {
      lines.append("wave \(number + 1): \(words(wave))")
    }
    guard !status.elements.isEmpty else {
      lines.append("Nothing was submitted from \(status.folder).")
      return lines.joined(separator: "\n") + "\n"
    }
    let counts = ClusterStatus.ElementState.allCases.map { "\(status.count($0)) \($0.rawValue)" }
    lines.append("elements: \(counts.joined(separator: ", ")); logs in \(status.folder)")
    lines += status.elements.filter { $0.state == .failed }.map { element in
      let end = element.exitCode.map { "ended with \($0)" } ?? "ended without a word"
      return "wave \(element.wave), part \(element.part)/\(element.parts), job "
        + "\(element.job)_\(element.part), \(end): \(element.log)"
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func words(_ steps: ClusterStatus.Steps) -> String {
    "\(steps.cached) of \(steps.total) steps in the cache, \(steps.missing) missing, "
      + "\(steps.waiting) waiting"
  }
}
