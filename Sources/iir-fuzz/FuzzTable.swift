import Foundation
import Fuzzing

/// The table at the end of a run.
enum FuzzTable {
  private static let header = [
    "target", "inputs", "valid", "seconds", "slowest ms", "input", "peak MB", "input", "findings",
  ]

  /// Returns one line a target and one of sums, as aligned columns.
  static func text(of summaries: [TargetSummary], seconds: Duration) -> String {
    let sums = [
      "all", "\(summaries.reduce(0) { $0 + $1.inputs })",
      "\(summaries.reduce(0) { $0 + $1.accepted })",
      String(format: "%.1f", summaries.reduce(0) { $0 + $1.seconds }),
      "\(summaries.map(\.milliseconds.value).max() ?? 0)", "",
      "\((summaries.map(\.peakKilobytes.value).max() ?? 0) >> 10)", "",
      "\(summaries.reduce(0) { $0 + $1.findings.count })",
    ]
    let table = [header] + summaries.map(row) + [sums]
    let widths = header.indices.map { column in table.map { $0[column].count }.max() ?? 0 }
    let lines = table.map { row in
      row.enumerated().map { column, cell in
        let space = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 ? cell + space : space + cell
      }.joined(separator: "  ")
    }
    return lines.joined(separator: "\n") + "\nAll took \(seconds.components.seconds) s."
  }

  private static func row(of summary: TargetSummary) -> [String] {
    [
      summary.target, "\(summary.inputs)", "\(summary.accepted)",
      String(format: "%.1f", summary.seconds), "\(summary.milliseconds.value)",
      "\(summary.milliseconds.index)", "\(summary.peakKilobytes.value >> 10)",
      "\(summary.peakKilobytes.index)", "\(summary.findings.count)",
    ]
  }
}
