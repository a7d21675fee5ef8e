import Benchmarks
import Foundation
import Records
import Reporting
import Summaries
import Testing

@Suite struct BenchmarkRendererTests {
  private let report = BenchmarkReport(
    machine: MachineDescription(
      processor: "Example", instructionSets: ["avx2", "fma"], coreCount: 2,
      memoryBytes: 8 << 30),
    threads: 2, isQuick: false, versions: ["oneDNN": "2.6.3", "faiss": "1.9"],
    productRate: 1e11,
    workloads: [
      WorkloadReport(
        name: .searchLarge, title: "Search: everything", unit: "queries", unitsPerRun: 70,
        operationsPerRun: 1e11,
        timings: [
          Timing(name: "iir", isOurs: true, seconds: [2, 1.5, 4]),
          Timing(name: "faiss", variant: "IndexFlatIP", seconds: [0.5]),
        ],
        agreements: [
          Agreement(
            peer: "faiss", quantity: "neighbours that differ", value: 3, bound: 0,
            boundIsLower: false)
        ], peakResidentBytes: 600 << 20, notes: ["A note."])
    ],
    marks: [
      MarkOutcome(
        mark: Mark(workload: .searchLarge, rivals: [.faiss], factor: 1), rival: "faiss",
        ratio: 0.25),
      MarkOutcome(
        mark: Mark(workload: .trainingMini, rivals: [.pyTorch], factor: 2), rival: "PyTorch",
        ratio: 2.5),
      MarkOutcome(
        mark: Mark(workload: .extractionBFloat16, rivals: [.openVINO], factor: 1),
        reason: "not available on this CPU"),
    ],
    memory: MemoryProfile(
      fewImages: 50, allImages: 500, maxSide: 1024, residentAfterFew: 300 << 20,
      residentAfterAll: 310 << 20, peakResident: 400 << 20), notes: ["No peers."])

  @Test func writesEverythingForReading() {
    #expect(
      BenchmarkRenderer().render(report) == """
        # Benchmarks

        **No peers.**

        Example, 2 cores, instruction sets avx2, fma; 2 threads for every contender. The matrix \
        product of this program reaches 100 GFLOP/s. Contenders took turns in one run; times are \
        medians after a warm-up.

        | mark | at least | measured | verdict |
        |---|---|---|---|
        | search-large | 1.00× the fastest of faiss | 0.25× faiss | MISSED by 75.0 % |
        | training-mini | 2.00× the fastest of PyTorch | 2.50× PyTorch | met, by 25.0 % |
        | extraction-bf16 | 1.00× the fastest of OpenVINO | – | not available on this CPU |

        ## Search: everything

        | contender | median | fastest to slowest | queries/s | ours is | of the product |
        |---|---:|---:|---:|---:|---:|
        | iir | 2.00 s | 1.50 s to 4.00 s | 35.0 |  | 50 % |
        | faiss (IndexFlatIP) | 500 ms | 500 ms to 500 ms | 140 | 0.25× as fast | 200 % |

        - faiss: neighbours that differ is 3.0: NOT THE SAME COMPUTATION.
        - Peak resident memory of iir: 600 MiB.
        - A note.

        ## Memory over 500 images of different sizes, larger side 1024 px

        Resident after 50 images: 300 MiB; after 500: 310 MiB; at most 400 MiB.

        ## Versions

        - faiss 1.9
        - oneDNN 2.6.3

        """)
  }

  @Test func filesHoldTheReport() throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "iir-bench-\(UUID().uuidString)"
    ).path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let files = try ResultStore(folder: folder).write(report)
    let json = try Data(contentsOf: URL(filePath: "\(folder)/benchmarks.json"))
    #expect(String(decoding: json, as: UTF8.self) == files.json)
    #expect(
      try JSONDecoder().decode(BenchmarkReport.self, from: json) == report)
    let markdown = try Data(contentsOf: URL(filePath: "\(folder)/benchmarks.md"))
    #expect(String(decoding: markdown, as: UTF8.self) == files.markdown)
  }

  @Test func aDisagreementIsOne() {
    #expect(!report.agrees)
  }
}
