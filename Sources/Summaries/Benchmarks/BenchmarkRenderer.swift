public import Benchmarks
import Foundation
import JSON
import Records
public import Reporting

/// Writes a benchmark for reading, as Markdown.
public struct BenchmarkRenderer: Sendable {
  /// Creates a renderer.
  public init() {}

  /// Returns the text of a report; the same report gives the same text.
  public func render(_ report: BenchmarkReport) -> String {
    var lines = ["# Benchmarks", ""]
    lines += report.notes.map { "**\($0)**" }.flatMap { [$0, ""] }
    lines += machine(report) + marks(report.marks)
    lines += report.workloads.flatMap { section($0, productRate: report.productRate) }
    if let memory = report.memory { lines += section(memory) }
    lines += ["## Versions", ""]
    lines += report.versions.sorted { $0.key < $1.key }.map { "- \($0.key) \($0.value)" }
    return lines.joined(separator: "\n") + "\n"
  }

  private func machine(_ report: BenchmarkReport) -> [String] {
    let sets = report.machine.instructionSets.joined(separator: ", ")
    return [
      "\(report.machine.processor), \(report.machine.coreCount) cores, "
        + "instruction sets \(sets.isEmpty ? "unknown" : sets); \(report.threads) threads for every "
        + "contender. The matrix product of this program reaches "
        + "\(fixed(report.productRate / 1e9, 0)) GFLOP/s. Contenders took turns in one run; "
        + "times are medians after a warm-up.",
      "",
    ]
  }

  private func marks(_ outcomes: [MarkOutcome]) -> [String] {
    let rows = outcomes.map { outcome in
      let rivals = outcome.mark.rivals.map(\.rawValue).joined(separator: ", ")
      return
        "| \(outcome.mark.workload.rawValue) | \(fixed(outcome.mark.factor, 2))× the fastest of "
        + "\(rivals) | \(measured(outcome)) | \(verdict(outcome)) |"
    }
    return ["| mark | at least | measured | verdict |", "|---|---|---|---|"] + rows + [""]
  }

  private func measured(_ outcome: MarkOutcome) -> String {
    guard let ratio = outcome.ratio, let rival = outcome.rival else { return "–" }
    return "\(fixed(ratio, 2))× \(rival)"
  }

  private func verdict(_ outcome: MarkOutcome) -> String {
    guard let margin = outcome.margin else { return outcome.reason ?? "–" }
    let percent = fixed(abs(margin) * 100, 1)
    return outcome.verdict == .met ? "met, by \(percent) %" : "MISSED by \(percent) %"
  }

  private func section(_ workload: WorkloadReport, productRate: Double) -> [String] {
    var lines = [
      "## \(workload.title)", "",
      "| contender | median | fastest to slowest | \(workload.unit)/s | ours is | of the product |",
      "|---|---:|---:|---:|---:|---:|",
    ]
    lines += workload.timings.map { timing in
      let name = timing.variant.isEmpty ? timing.name : "\(timing.name) (\(timing.variant))"
      let advantage =
        timing == workload.timings.first(where: \.isOurs)
        ? "" : workload.advantage(over: timing).map { "\(fixed($0, 2))× as fast" } ?? "–"
      let share =
        workload.operationsPerRun == 0
        ? "–" : "\(fixed(workload.share(of: timing, ofProductRate: productRate) * 100, 0)) %"
      return "| \(name) | \(duration(timing.median)) | \(spread(timing)) | "
        + "\(significant(workload.rate(of: timing))) | \(advantage) | \(share) |"
    }
    lines.append("")
    lines += workload.agreements.map { agreement in
      let verdict = agreement.isWithinBound ? "" : ": NOT THE SAME COMPUTATION"
      return "- \(agreement.peer): \(agreement.quantity) is \(agreement.value)\(verdict)."
    }
    if let peak = workload.peakResidentBytes {
      lines.append("- Peak resident memory of iir: \(mebibytes(peak)).")
    }
    lines += workload.notes.map { "- \($0)" }
    return lines.last == "" ? lines : lines + [""]
  }

  private func section(_ memory: MemoryProfile) -> [String] {
    [
      "## Memory over \(memory.allImages) images of different sizes, "
        + "larger side \(memory.maxSide) px",
      "",
      "Resident after \(memory.fewImages) images: \(mebibytes(memory.residentAfterFew)); after "
        + "\(memory.allImages): \(mebibytes(memory.residentAfterAll)); at most "
        + "\(mebibytes(memory.peakResident)).",
      "",
    ]
  }

  private func spread(_ timing: Timing) -> String {
    guard let least = timing.seconds.min(), let most = timing.seconds.max() else { return "–" }
    return "\(duration(least)) to \(duration(most))"
  }

  private func duration(_ seconds: Double) -> String {
    seconds < 1 ? "\(significant(seconds * 1000)) ms" : "\(fixed(seconds, 2)) s"
  }

  private func mebibytes(_ bytes: Int) -> String { "\(bytes >> 20) MiB" }

  /// Three digits, or as many as stand before the point.
  private func significant(_ value: Double) -> String {
    fixed(value, value < 10 ? 2 : value < 100 ? 1 : 0)
  }

  private func fixed(_ value: Double, _ decimals: Int) -> String {
    String(format: "%.\(decimals)f", value)
  }
}

extension ResultStore {
  /// Writes `benchmarks.md` and `benchmarks.json`.
  ///
  /// - Parameter report: what was measured.
  /// - Returns: the texts that were written.
  /// - Throws: `FileError` when a file cannot be written.
  public func write(_ report: BenchmarkReport) throws -> Files {
    let markdown = BenchmarkRenderer().render(report)
    let record = try CanonicalEncoding.bytes(of: report)
    try write(["md": Array(markdown.utf8), "json": record], name: "benchmarks")
    return Files(markdown: markdown, record: record)
  }
}
