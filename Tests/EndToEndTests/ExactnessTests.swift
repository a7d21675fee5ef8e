import Foundation
import Testing

extension EndToEndTests {
  @Suite struct ExactnessTests {
    /// Returns the fingerprints of the tiny experiment, run anew on the same pictures.
    private func fingerprints(
      _ options: [String] = [], environment: [String: String] = [:]
    ) throws -> String {
      let workspace = try Workspace.afterOneRun()
      try workspace.remove("Cache")
      let run = try workspace.iir(
        ["run", "--quiet", "--fingerprint", TinySpecs.path] + options, environment: environment)
      #expect(run.status == 0, "\(run.messages)")
      return run.output
    }

    @Test func everythingReadAndMadeHasAFingerprint() throws {
      let kinds = try fingerprints().split(separator: "\n").map {
        String($0.split(separator: " ")[1])
      }
      let counts = Dictionary(kinds.map { ($0, 1) }, uniquingKeysWith: +)
      #expect(
        counts == [
          "dataset": 3, "weights": 3, "descriptors": 9, "whitening": 3, "ranking": 12, "table": 4,
        ])
    }

    @Test(arguments: ["2", "3"]) func theNumberOfThreadsChangesNoByte(threads: String) throws {
      #expect(try fingerprints(["--threads", threads]) == fingerprints())
    }

    /// The kernels that this processor has.
    static let kernels: [String] = {
      let sets = ["avx512f", "avx512vl", "avx512dq", "avx512bw"]
      let processor = FileManager.default.contents(atPath: "/proc/cpuinfo") ?? Data()
      let words = Set(String(decoding: processor, as: UTF8.self).split { $0.isWhitespace })
      return ["avx2", "pairs"] + (sets.allSatisfy { words.contains($0[...]) } ? ["avx512"] : [])
    }()

    @Test(arguments: kernels) func theKernelsChangeNoByte(kernels: String) throws {
      #expect(try fingerprints(environment: ["IIR_KERNELS": kernels]) == fingerprints())
    }

    @Test func kernelsThatAreNoneOfTheProcessorsAreRefused() throws {
      let workspace = try Workspace.afterOneRun()
      let run = try workspace.iir(
        ["run", TinySpecs.path], environment: ["IIR_KERNELS": "AVX-2"])
      #expect(run.status == 4)
      #expect(run.messages.contains("Set it to avx2, pairs or"))
    }

    @Test func theEnvironmentChangesNoByte() throws {
      let contrary = [
        "DNNL_MAX_CPU_ISA": "SSE41", "OMP_THREAD_LIMIT": "1", "OMP_DYNAMIC": "true",
        "ONEDNN_DEFAULT_FPMATH_MODE": "BF16", "MALLOC_ARENA_MAX": "1",
      ]
      #expect(try fingerprints(environment: contrary) == fingerprints())
    }

    @Test func acceptedFingerprintsAreMet() throws {
      let workspace = try Workspace.afterOneRun()
      #expect(try workspace.iir("fingerprint", TinySpecs.path).status == 6)
      let accepted = try workspace.iir("fingerprint", "--accept", TinySpecs.path)
      #expect(accepted.output == "Results/baselines/fingerprints.json\n")
      let comparison = try workspace.iir("fingerprint", TinySpecs.path)
      #expect(comparison.status == 0)
      #expect(comparison.output == "tiny: all 34 fingerprints are the accepted ones\n")
    }

    @Test func theFirstThingThatDiffersIsNamed() throws {
      let workspace = try Workspace.afterOneRun()
      #expect(try workspace.iir("fingerprint", "--accept", TinySpecs.path).status == 0)
      // Another network under the same name: what comes after it differs too.
      let recipe = "Experiments/models/contrastive.json"
      let text = try workspace.text(recipe)
      try workspace.write(
        text.replacingOccurrences(of: "[16, 8]", with: "[16, 9]"), to: recipe)
      #expect(try workspace.iir("run", "--quiet", TinySpecs.path).status == 0)
      let stale = try workspace.iir("fingerprint", TinySpecs.path)
      #expect(stale.status == 6)
      #expect(stale.output.contains("the spec changed"))

      let file = "Results/baselines/fingerprints.json"
      var record = try #require(
        try JSONSerialization.jsonObject(with: workspace.bytes(file)) as? [String: Any])
      var tables = try #require(record["tables"] as? [String: [String: Any]])
      let result = try #require(
        try JSONSerialization.jsonObject(with: workspace.bytes("Results/tiny.json"))
          as? [String: Any])
      let provenance = try #require(result["provenance"] as? [String: Any])
      tables["tiny"]?["specHash"] = provenance["specHash"]
      record["tables"] = tables
      try workspace.write(try JSONSerialization.data(withJSONObject: record), to: file)
      let comparison = try workspace.iir("fingerprint", TinySpecs.path)
      #expect(comparison.status == 1)
      #expect(
        comparison.output.hasPrefix("tiny: DIFFERS first in the weights of contrastive, seed 0: "))
      #expect(comparison.output.contains("The same as accepted is everything before: dataset\n"))
    }
  }
}
