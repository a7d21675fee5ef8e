import Foundation
public import Inspection
import Pipeline
import Specs

/// Writes why the steps of an experiment have to be executed, as plain text for people.
public struct ExplanationRenderer: Sendable {
  /// Creates a renderer.
  public init() {}

  /// Returns the text, ending with a newline.
  public func render(_ explanation: ExperimentExplanation) -> String {
    let states: [(StepExplanation.State, String)] = [
      (.cached, "in the cache"), (.file, "of your own files"), (.missing, "missing"),
      (.blocked, "waiting for files that are not there"),
    ]
    let counts = states.compactMap { state, words -> String? in
      let count = explanation.count(state)
      return count == 0 ? nil : "\(count) \(words)"
    }
    let row = explanation.row.map { ", row \"\($0)\"" } ?? ""
    var lines = ["\(explanation.experiment)\(row): steps \(counts.joined(separator: ", "))"]
    for kind in explanation.steps.map(\.kind).unique {
      lines += ["", kind.prefix(1).uppercased() + kind.dropFirst()]
      lines += explanation.steps.filter { $0.kind == kind }.flatMap(self.lines)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func lines(of step: StepExplanation) -> [String] {
    let name = step.count == 1 ? step.step : "\(step.step) (\(step.count) of them)"
    switch step.state {
    case .cached: return ["  \(name): in the cache" + origin(step.origin)]
    case .file: return ["  \(name): yours"]
    case .blocked: return ["  \(name): waits for a file or a set that is not there; see iir plan"]
    case .missing: break
    }
    var lines = ["  \(name): missing"]
    if !step.waitsFor.isEmpty {
      let inputs = step.waitsFor.map { "\"\($0)\"" }.joined(separator: ", ")
      lines[0] += "; it reads \(inputs), missing too"
    }
    guard let nearest = step.origin else { return lines }
    let named = nearest.step == step.step ? "" : " \"\(nearest.step)\""
    if step.changes.isEmpty {
      if step.waitsFor.isEmpty {
        lines.append("    one like it\(named), which reads other things, is there\(date(nearest))")
      }
      return lines
    }
    lines.append("    nearest in the cache\(named)\(date(nearest)) differs in")
    lines += step.changes.map {
      "      \($0.field): \($0.old ?? "nothing") there, \($0.new ?? "nothing") here"
    }
    return lines
  }

  private func date(_ origin: StepExplanation.Origin) -> String {
    origin.date.map { ", of \($0)," } ?? ""
  }

  private func origin(_ origin: StepExplanation.Origin?) -> String {
    guard let origin else { return "" }
    let parts = [
      origin.date.map { " since \($0)" }, origin.madeBy.map { ", made by \($0)" },
      String(format: " in %.1f s", origin.seconds), origin.processor.map { " on \($0)" },
    ]
    return parts.compactMap(\.self).joined()
  }
}
