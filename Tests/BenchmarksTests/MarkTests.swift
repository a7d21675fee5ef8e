import Benchmarks
import Records
import Testing

@Suite struct MarkTests {
  private let plain = MachineDescription(
    processor: "Example", instructionSets: ["avx2", "fma"], coreCount: 2, memoryBytes: 1 << 30)

  private let fast = Mark(
    workload: .extractionLarge, rivals: [.onnxRuntime, .openVINO], factor: 1.15)

  private func workload(
    _ name: WorkloadName = .extractionLarge, ours: Double, _ peers: (Peer, Double)...
  ) -> WorkloadReport {
    WorkloadReport(
      name: name, title: "", unit: "images", unitsPerRun: 1, operationsPerRun: 1,
      timings: [Timing(name: "iir", isOurs: true, seconds: [ours])]
        + peers.map { Timing(name: $0.0.rawValue, seconds: [$0.1]) })
  }

  @Test func theFastestRivalCounts() {
    let outcome = fast.outcome(
      [workload(ours: 1, (.pyTorch, 1.01), (.onnxRuntime, 1.5), (.openVINO, 1.25))], on: plain,
      isQuick: false)
    #expect(outcome.verdict == .met)
    #expect(outcome.rival == "OpenVINO")
    #expect(outcome.ratio == 1.25)
    #expect(abs((outcome.margin ?? 0) - 0.0869565) < 1e-6)
  }

  @Test func belowTheFactorIsMissed() {
    let outcome = fast.outcome(
      [workload(ours: 2, (.onnxRuntime, 1.84), (.openVINO, 2.5))], on: plain, isQuick: false)
    #expect(outcome.verdict == .missed)
    #expect(outcome.rival == "ONNX Runtime")
    #expect(abs((outcome.margin ?? 0) + 0.2) < 1e-12)
  }

  @Test func aMarkIsNotMetAgainstSomeOfItsRivals() {
    let outcome = fast.outcome(
      [workload(ours: 1, (.onnxRuntime, 1.5))], on: plain, isQuick: false)
    #expect(outcome.verdict == .open)
    #expect(outcome.reason == "OpenVINO could not be measured")
  }

  @Test func aMarkCanBeMissedAgainstSomeOfItsRivals() {
    let outcome = fast.outcome(
      [workload(ours: 1, (.onnxRuntime, 0.9))], on: plain, isQuick: false)
    #expect(outcome.verdict == .missed)
  }

  @Test func withoutPeersNothingIsJudged() {
    let outcome = fast.outcome([workload(ours: 1)], on: plain, isQuick: false)
    #expect(outcome.reason == "no such peer in this run")
    #expect(fast.outcome([], on: plain, isQuick: false).reason == "not measured in this run")
  }

  @Test func quickSizesAreNotJudged() {
    let outcome = fast.outcome(
      [workload(ours: 1, (.onnxRuntime, 9), (.openVINO, 9))], on: plain, isQuick: true)
    #expect(outcome.verdict == .open)
    #expect(outcome.reason == "not judged at the sizes of --quick")
  }

  @Test func bfloat16NeedsTheInstructions() {
    let mark = Mark(workload: .extractionBFloat16, rivals: [.openVINO], factor: 1)
    let measured = workload(.extractionBFloat16, ours: 1, (.openVINO, 1))
    #expect(
      mark.outcome([measured], on: plain, isQuick: false).reason == "not available on this CPU")
    let able = MachineDescription(
      processor: "Example", instructionSets: ["avx512_bf16"], coreCount: 2, memoryBytes: 1 << 30)
    #expect(mark.outcome([measured], on: able, isQuick: false).verdict == .met)
  }
}
