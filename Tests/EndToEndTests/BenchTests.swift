import Foundation
import Testing

extension EndToEndTests {
  @Suite struct BenchTests {
    @Test func withoutPeersOursIsMeasuredAloneAndSaidSo() throws {
      let workspace = try Workspace()
      let run = try workspace.iir("bench", "training", "search", "images", "--quick")
      #expect(run.status == 0)
      #expect(run.output == (try workspace.text("Results/benchmarks.md")))
      #expect(run.output.contains("**No peers were measured"))
      #expect(run.output.contains("## Training step: ResNet-18, width 8, 32 px, batch 8"))
      #expect(run.output.contains("## Search: 50 queries in 2000 × 64"))
      #expect(
        run.output.contains("## Images: JPEG files of 400×300, 300×400 decoded and shrunk to 96 px")
      )
      #expect(!run.output.contains("PyTorch ("))
      #expect(try workspace.files(below: "Cache") == [])
      #expect(workspace.exists("Results/benchmarks.json"))
    }

    @Test func aPeerThatCannotBeStartedIsNamed() throws {
      let workspace = try Workspace()
      let run = try workspace.iir("bench", "search", "--quick", "--peers", "nowhere/python")
      #expect(run.status == 0)
      #expect(run.output.contains("- faiss was not measured: could not start nowhere/python"))
    }

    @Test func aPeerThatEndsIsNamedWithItsLastWords() throws {
      let workspace = try Workspace()
      try workspace.write("echo no such module >&2\n", to: "peers/faiss_peer.py")
      let run = try workspace.iir(
        "bench", "search", "--quick", "--peers", "/bin/sh", "--peer-scripts", "peers")
      #expect(run.status == 0)
      #expect(run.output.contains("- faiss was not measured: "))
      #expect(run.output.contains("its last words were: no such module"))
    }

    @Test func anUnknownSubjectEndsWithTwo() throws {
      let run = try Workspace().iir("bench", "flight")
      #expect(run.status == 2)
      #expect(run.messages.contains("there are extraction, training, search, images."))
    }
  }
}
