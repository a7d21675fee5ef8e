import Foundation
import Testing

extension EndToEndTests {
  @Suite struct OwnWeightsTests {
    @Test func aDamagedFileOfWeightsIsFoundBeforeAnythingIsComputed() throws {
      let workspace = try Workspace.afterOneRun()
      try workspace.remove("Cache")
      try workspace.write(
        """
        {"version": 1, "extends": "tiny.json", "claims": [], "rows": [
          {"name": "classifier", "model": "classifier"}, {"name": "file", "model": "file"}]}
        """, to: "Experiments/own.json")
      try workspace.write(
        """
        {"version": 1, "label": "From a file", "architecture": {"width": 4},
         "initialWeights": {"file": "own.pth", "source": "this test"}}
        """, to: "Experiments/models/file.json")
      try workspace.write("not the weights of a network", to: "Weights/own.pth")
      let run = try workspace.iir("run", "Experiments/own.json")
      #expect(run.status == 3)
      #expect(run.messages.contains("Could not load the weights in 'Weights/own.pth'"))
      #expect(!run.messages.contains("train classifier"))
      #expect(!run.messages.contains("describe"))
    }
  }
}
