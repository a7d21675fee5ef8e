public import Records

/// One thing that is measured.
public enum WorkloadName: String, Sendable, Hashable, Codable, CaseIterable {
  case extractionLarge = "extraction-large"
  case extractionSmall = "extraction-small"
  case extractionBFloat16 = "extraction-bf16"
  case extractionTokens = "extraction-vit"
  case trainingMini = "training-mini"
  case trainingDeep = "training-deep"
  case searchLarge = "search-large"
  case searchSmall = "search-small"
  case imagesLarge = "images-large"
  case imagesSmall = "images-small"
}

/// Another library that does the same work.
public enum Peer: String, Sendable, Hashable, Codable, CaseIterable {
  case pyTorch = "PyTorch"
  case onnxRuntime = "ONNX Runtime"
  case openVINO = "OpenVINO"
  case faiss = "faiss"
  case pillow = "Pillow"
}

/// A speed that the project promises, as a ratio to peers in the same run.
public struct Mark: Sendable, Hashable, Codable {
  /// Where it is measured.
  public let workload: WorkloadName

  /// The peers of which the fastest is compared with.
  public let rivals: [Peer]

  /// How many times faster than the fastest rival ours must at least be.
  public let factor: Double

  /// Creates a mark.
  public init(workload: WorkloadName, rivals: [Peer], factor: Double) {
    self.workload = workload
    self.rivals = rivals
    self.factor = factor
  }

  /// The promises of the project.
  public static let all = [
    Mark(workload: .extractionLarge, rivals: [.onnxRuntime, .openVINO], factor: 1.25),
    Mark(workload: .extractionLarge, rivals: [.pyTorch], factor: 2),
    Mark(workload: .extractionSmall, rivals: [.onnxRuntime, .openVINO], factor: 1.25),
    Mark(workload: .extractionBFloat16, rivals: [.openVINO], factor: 1.15),
    Mark(workload: .extractionTokens, rivals: [.openVINO], factor: 1),
    Mark(workload: .trainingMini, rivals: [.pyTorch], factor: 2),
    Mark(workload: .trainingDeep, rivals: [.pyTorch], factor: 1.5),
    Mark(workload: .searchLarge, rivals: [.faiss], factor: 1.3),
    Mark(workload: .imagesLarge, rivals: [.pillow], factor: 1),
    Mark(workload: .imagesSmall, rivals: [.pillow], factor: 1),
  ]

  /// Returns whether the mark is met.
  ///
  /// - Parameters:
  ///   - workloads: what was measured.
  ///   - machine: the computer it was measured on.
  ///   - isQuick: whether sizes were cut, so that ratios mean nothing.
  /// - Returns: the outcome, with the fastest rival that was measured.
  public func outcome(
    _ workloads: [WorkloadReport], on machine: MachineDescription, isQuick: Bool
  ) -> MarkOutcome {
    if workload == .extractionBFloat16, !machine.multipliesBFloat16 {
      return MarkOutcome(mark: self, reason: "not available on this CPU")
    }
    if isQuick { return MarkOutcome(mark: self, reason: "not judged at the sizes of --quick") }
    guard let report = workloads.first(where: { $0.name == workload }) else {
      return MarkOutcome(mark: self, reason: "not measured in this run")
    }
    let names = rivals.map(\.rawValue)
    let found = report.timings.filter { names.contains($0.name) }
    guard let fastest = found.min(by: { $0.median < $1.median }),
      let ratio = report.advantage(over: fastest)
    else { return MarkOutcome(mark: self, reason: "no such peer in this run") }
    let absent = names.filter { name in !found.contains { $0.name == name } }
    guard absent.isEmpty || ratio < factor else {
      return MarkOutcome(
        mark: self, reason: "\(absent.joined(separator: " and ")) could not be measured")
    }
    return MarkOutcome(mark: self, rival: fastest.name, ratio: ratio)
  }
}

/// Whether one mark is met.
public struct MarkOutcome: Sendable, Hashable, Codable {
  /// What a comparison came to.
  public enum Verdict: String, Sendable, Hashable, Codable {
    case met
    case missed
    case open
  }

  /// The mark.
  public let mark: Mark

  /// Whether it is met; open when it could not be told.
  public let verdict: Verdict

  /// The fastest rival, or nil when there is no verdict.
  public let rival: String?

  /// How many times faster than that rival ours is, or nil when there is no verdict.
  public let ratio: Double?

  /// Why there is no verdict, or nil when there is one.
  public let reason: String?

  /// Creates the outcome of a comparison.
  public init(mark: Mark, rival: String, ratio: Double) {
    self.mark = mark
    self.rival = rival
    self.ratio = ratio
    verdict = ratio >= mark.factor ? .met : .missed
    reason = nil
  }

  /// Creates the outcome of a comparison that could not be made.
  public init(mark: Mark, reason: String) {
    self.mark = mark
    self.reason = reason
    verdict = .open
    rival = nil
    ratio = nil
  }

  /// How far the ratio is above the required one, as a share of that; negative when missed.
  public var margin: Double? { ratio.map { $0 / mark.factor - 1 } }
}
