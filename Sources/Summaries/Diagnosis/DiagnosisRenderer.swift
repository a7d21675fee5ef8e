public import Doctor
import Foundation
import Records

/// Writes what `iir doctor` found out, for reading.
public struct DiagnosisRenderer: Sendable {
  /// Creates a renderer.
  public init() {}

  /// Returns the findings, one a line, ending with what to do about the bad ones.
  public func render(_ diagnosis: MachineDiagnosis) -> String {
    let machine = diagnosis.machine
    var lines = [
      "Processor: \(machine.processor), \(machine.coreCount) cores, "
        + "\(gibibytes(machine.memoryBytes)) of memory",
      "Instruction sets: \(list(machine.instructionSets))",
      "Libraries: "
        + list(diagnosis.versions.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }),
      "Environment: "
        + list(diagnosis.environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }),
    ]
    lines += diagnosis.places.map { "Place of \($0.name): \($0.path ?? "none") (\($0.source))" }
    lines += diagnosis.folders.map(line)
    lines += diagnosis.checks.map { check in
      let verdict = check.failure.map { "WRONG, \($0)" } ?? "right"
      return "\(check.library), \(check.name): \(verdict)"
    }
    lines.append(conclusion(diagnosis))
    return lines.joined(separator: "\n") + "\n"
  }

  private func line(_ folder: FolderDiagnosis) -> String {
    let access = folder.isWritable ? "can be written to" : "CANNOT be written to"
    let presence = folder.exists ? "" : ", not there yet"
    let space = folder.freeBytes.map { ", \(gibibytes($0)) free" } ?? ""
    let problem = folder.problem.map { ": \($0)" } ?? ""
    return "Folder \(folder.path): \(access)\(presence)\(space)\(problem)"
  }

  private func conclusion(_ diagnosis: MachineDiagnosis) -> String {
    if diagnosis.computesWrong {
      return
        "Kernels compute wrong on this processor, so no result can be trusted. Name simpler ones, "
        + "IIR_KERNELS=avx2, and run iir doctor again; where it finds all right, please report it."
    }
    if diagnosis.lacksFolder {
      return "A folder cannot be written to. Name another by --data, --cache or --results."
    }
    return "All is right."
  }

  private func list(_ items: [String]) -> String {
    items.isEmpty ? "none" : items.joined(separator: ", ")
  }

  private func gibibytes(_ bytes: Int) -> String {
    String(format: "%.1f GiB", Double(bytes) / 0x1p30)
  }
}
