import Doctor
import Testing

@Suite struct ComputationCheckTests {
  private func check(found: @escaping () throws -> [Float]) -> ComputationCheck {
    ComputationCheck(
      name: "sum", library: "library", tolerance: 1e-3, expected: { [3, 4] }, found: found)
  }

  @Test func whatRoundingExplainsPasses() {
    #expect(check { [3.002, 4] }.outcome().failure == nil)
  }

  @Test func aWrongResultFails() {
    let outcome = check { [3.05, 4] }.outcome()
    #expect(outcome.failure?.hasPrefix("relative error 0.00") == true)
    #expect(outcome.failure?.hasSuffix("expected at most 0.001") == true)
  }

  @Test func notANumberFails() {
    #expect(check { [.nan, 4] }.outcome().failure == "relative error nan, expected at most 0.001")
  }

  @Test func missingNumbersFail() {
    #expect(check { [3] }.outcome().failure == "found 1 numbers, expected 2")
  }

  @Test func whatRefusesFails() {
    struct Refusal: Error, CustomStringConvertible { let description = "no such kernel" }
    #expect(check { throw Refusal() }.outcome().failure == "no such kernel")
  }

  @Test func aDiagnosisWithAWrongCheckSaysSo() {
    let diagnosis = MachineDiagnosis.examine(
      folders: [], environment: ["IIR_KERNELS": "avx2", "OMP_NUM_THREADS": "2", "HOME": "/"],
      checks: [check { [3, 4] }, check { [4, 3] }])
    #expect(diagnosis.computesWrong)
    #expect(diagnosis.checks.map { $0.failure == nil } == [true, false])
    #expect(diagnosis.environment == ["IIR_KERNELS": "avx2", "OMP_NUM_THREADS": "2"])
  }

  @Test func kernelsComputeRightHere() {
    let failures = ComputationCheck.all.map { $0.outcome() }.filter { $0.failure != nil }
    #expect(failures == [])
  }
}
