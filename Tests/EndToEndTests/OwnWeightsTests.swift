import Foundation
import Testing

extension EndToEndTests {
  @Suite struct OwnWeightsTests {
    @Test func aDamagedFileOfWeightsIsFoundBeforeAnythingIsComputed() throws {
      let workspace = try Workspace.afterOneRun()
      try workspace.remove("Cache")
      try workspace.write(
        """
        {"version": 2, "extends": "tiny.json", "claims": [], "rows": [
          {"name": "classifier", "model": "classifier"}, {"name": "file", "model": "file"}]}
        """, to: "Experiments/own.json")
      try workspace.write(
        """
        {"version": 2, "label": "From a file", "architecture": {"width": 4},
         "initialWeights": {"file": "own.pth", "source": "this test"}}
        """, to: "Experiments/models/file.json")
      try workspace.write("not the weights of a network", to: "Weights/own.pth")
      let run = try workspace.iir("run", "Experiments/own.json")
      #expect(run.status == 3)
      #expect(run.messages.contains("Could not load the weights in 'Weights/own.pth'"))
      #expect(!run.messages.contains("train classifier"))
      #expect(!run.messages.contains("extract"))
    }

    @Test func aRecipeTakesThePreferredNetworkOfAFileOrTheOneThatItNames() throws {
      let workspace = try Workspace.afterOneRun()
      #expect(try workspace.iir("run", "-q", "--export", "Out", TinySpecs.path).status == 0)
      try workspace.write(
        Self.joined(
          ("state_dict.", try workspace.bytes("Out/classifier-seed-0.safetensors")),
          ("state_dict_ema.", try workspace.bytes("Out/contrastive-seed-0.safetensors"))),
        to: "Weights/two.safetensors")
      for (name, prefix) in [("plain", ""), ("average", #", "prefix": "state_dict_ema""#)] {
        try workspace.write(
          """
          {"version": 2, "label": "From a file", "architecture": {"width": 4},
           "initialWeights": {"file": "two.safetensors", "source": "this test"\(prefix)}}
          """, to: "Experiments/models/\(name).json")
      }
      try workspace.write(
        """
        {"version": 2, "extends": "tiny.json", "claims": [], "rows": [
          {"name": "plain", "model": "plain"}, {"name": "average", "model": "average"}]}
        """, to: "Experiments/own.json")
      let run = try workspace.iir("run", "Experiments/own.json")
      #expect(run.status == 0, "\(run.messages)")
      #expect(
        run.messages.contains(
          "Weights/two.safetensors holds 2 networks: the one under 'state_dict.' is taken, not that "
            + "under 'state_dict_ema.'"))
      #expect(run.messages.contains("the one under 'state_dict_ema.' is taken, not that under"))
      let tiny = try workspace.text("Results/tiny.csv")
      let own = try workspace.text("Results/own.csv")
      for (row, origin) in [("plain", "classifier"), ("average", "contrastive")] {
        for whitening in ["none", "pca"] {
          let values = Self.values(of: "\(row)/\(whitening)", in: own)
          #expect(values.count == 3)
          #expect(values == Self.values(of: "\(origin)/\(whitening)", in: tiny))
        }
      }
    }

    /// Returns the column of values of a row.
    private static func values(of row: String, in table: String) -> [Substring] {
      table.split(whereSeparator: \.isNewline).filter { $0.contains(",\(row),") }
        .map { $0.split(separator: ",")[6] }
    }

    /// Returns a safetensors file of the tensors of two, each below a prefix of its own.
    private static func joined(_ files: (prefix: String, bytes: Data)...) throws -> Data {
      var (header, values) = ([String: Any](), Data())
      for file in files {
        let bytes = [UInt8](file.bytes)
        let end = 8 + bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
        let own = try JSONSerialization.jsonObject(with: Data(bytes[8..<end]))
        for (name, entry) in own as? [String: [String: Any]] ?? [:] where name != "__metadata__" {
          var entry = entry
          entry["data_offsets"] = (entry["data_offsets"] as? [Int])?.map { $0 + values.count }
          header[file.prefix + name] = entry
        }
        values += bytes[end...]
      }
      let text = try JSONSerialization.data(withJSONObject: header)
      let count = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
      return Data(count) + text + values
    }
  }
}
