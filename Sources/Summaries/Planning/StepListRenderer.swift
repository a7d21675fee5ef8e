package import Parts
import Steps

/// Writes lists of steps, and what became of steps, as plain text for people and for a shell.
package struct StepListRenderer: Sendable {
  /// Creates a renderer.
  package init() {}

  /// Returns one line a step: the beginning of its key, its wave, its kind, its state and what is done, parted
  /// by two spaces at least; nothing for no steps.
  package func render(_ list: StepList) -> String {
    let kindWidth = StepKind.allCases.map(\.rawValue.count).max() ?? 0
    let waveWidth = "\(list.waves)".count
    return list.steps.map { step in
      let wave = "\(step.wave)"
      let padding = String(repeating: " ", count: waveWidth - wave.count)
      let kind = step.kind + String(repeating: " ", count: kindWidth - step.kind.count)
      return "\(step.shortKey)  \(padding)\(wave)  \(kind)  \(words(of: step.state))  \(step.step)"
        + waiting(step) + "\n"
    }.joined()
  }

  /// Returns how many steps were done and found, in a line.
  ///
  /// - Parameters:
  ///   - outcome: what became of the steps.
  ///   - experiments: the names of their experiments.
  ///   - place: which steps were meant, such as "wave 2"; empty for all.
  /// - Returns: the line, with its newline.
  package func render(
    _ outcome: StepOutcome, of experiments: [String], _ place: [String]
  ) -> String {
    let name = ([experiments.joined(separator: ", ")] + place).joined(separator: ", ")
    guard !outcome.steps.isEmpty else { return "\(name): nothing to do\n" }
    let (done, found) = (outcome.count(.done), outcome.count(.found))
    return "\(name): \(done) step\(done == 1 ? "" : "s") done, \(found) found in the cache\n"
  }

  /// Returns a state as a word of seven letters.
  private func words(of state: StepList.State) -> String {
    switch state {
    case .cached: "cached "
    case .missing: "missing"
    case .waiting: "waiting"
    }
  }

  private func waiting(_ step: StepList.Entry) -> String {
    guard let first = step.firstInput else { return "" }
    let others = step.waitsFor.count - 1
    return "; waits for \"\(first)\"" + (others == 0 ? "" : " and \(others) more")
  }
}
