internal import Foundation
public import Records

/// What was found out about a computer before anything is run on it.
public struct MachineDiagnosis: Sendable, Hashable, Codable {
  /// The environment variables that change how kernels and libraries compute.
  static let relevantVariables = [
    "IIR_KERNELS", "OMP_NUM_THREADS", "OMP_WAIT_POLICY", "OMP_PROC_BIND", "GOMP_CPU_AFFINITY",
    "GOMP_SPINCOUNT", "DNNL_MAX_CPU_ISA", "ONEDNN_MAX_CPU_ISA",
  ]

  /// The processor, the cores and the memory.
  public let machine: MachineDescription

  /// The versions of the libraries, by name.
  public let versions: [String: String]

  /// Those variables that are set and change how kernels and libraries compute, by name.
  public let environment: [String: String]

  /// Whether the kernels compute right here.
  public let checks: [CheckOutcome]

  /// The folders of data, cache and results.
  public let folders: [FolderDiagnosis]

  /// Where each folder lies that commands use, and who says so.
  public let places: [FolderPlace]

  /// Creates a diagnosis from its parts.
  public init(
    machine: MachineDescription, versions: [String: String], environment: [String: String],
    checks: [CheckOutcome], folders: [FolderDiagnosis], places: [FolderPlace] = []
  ) {
    self.machine = machine
    self.versions = versions
    self.environment = environment
    self.checks = checks
    self.folders = folders
    self.places = places
  }

  /// Examines this computer.
  ///
  /// - Parameters:
  ///   - folders: the folders of data, cache and results.
  ///   - places: where each folder lies, and who says so.
  ///   - environment: the variables of the process, by name.
  ///   - checks: the computations to try, all of them unless given.
  /// - Returns: what was found out, good or bad.
  public static func examine(
    folders: [String], places: [FolderPlace] = [], environment: [String: String],
    checks: [ComputationCheck] = ComputationCheck.all
  ) -> MachineDiagnosis {
    MachineDiagnosis(
      machine: .current(), versions: LibraryVersions.current,
      environment: environment.filter { relevantVariables.contains($0.key) },
      checks: checks.map { $0.outcome() }, folders: folders.map(FolderDiagnosis.init(lookingAt:)),
      places: places)
  }

  /// Whether something was computed wrong.
  public var computesWrong: Bool { checks.contains { $0.failure != nil } }

  /// Whether a folder cannot be written to.
  public var lacksFolder: Bool { folders.contains { !$0.isWritable } }
}

extension ComputationCheck {
  /// The checks of all kernels.
  public static var all: [ComputationCheck] { linearAlgebra + convolutions }
}
