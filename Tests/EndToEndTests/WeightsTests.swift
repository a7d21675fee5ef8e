import Foundation
import Testing

extension EndToEndTests {
  @Suite struct WeightsTests {
    private let workspace: Workspace

    init() throws {
      workspace = try Workspace()
    }

    /// A file that PyTorch wrote, beside the tests of the module that reads it.
    private func golden(_ name: String) -> String {
      URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "CheckpointsTests/Golden/\(name)").path
    }

    @Test func inspectSaysWhatBecomesOfEveryTensor() throws {
      let run = try workspace.iir("weights", "inspect", golden("moco.pth.tar"))
      #expect(run.status == 0)
      #expect(run.messages == "")
      #expect(
        run.output == """
          Format: legacy
          Family: moco
          Network: resnet18 of width 1
          Tensors: 130
          Mapped: 100
          Dropped: 30 (optimizer.*, *.num_batches_tracked × 20, \
          state_dict.module.encoder_q.fc.* × 3, state_dict.module.encoder_k.* × 4, \
          state_dict.module.queue, state_dict.module.queue_ptr)
          Missing: 0
          Unexpected: 0
          Wrong shape: 0
          Inert classes: 0

          """)
    }

    @Test func inspectPrintsARecordForScripts() throws {
      let run = try workspace.iir("weights", "inspect", "--json", golden("dino.pth.tar"))
      #expect(run.status == 0)
      let record = try #require(
        try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
      #expect(record["format"] as? String == "legacy")
      #expect(record["family"] as? String == "dino")
      #expect(record["architecture"] as? String == "resnet18")
      #expect(record["tensors"] as? Int == 127)
      #expect(record["mapped"] as? Int == 100)
      #expect((record["dropped"] as? [String])?.count == 27)
      #expect(record["missing"] as? [String] == [])
      #expect(record["unexpected"] as? [String] == [])
      #expect(record["inert"] as? [String] == ["argparse.Namespace"])
      #expect(record["fault"] is NSNull)
    }

    @Test func aFileOfNoKnownNetworkEndsWithThreeAndTheReason() throws {
      let run = try workspace.iir("weights", "inspect", "--json", golden("types.pth"))
      #expect(run.status == 3)
      #expect(run.messages.contains("18 tensors are not those of a network that is known here"))
      let record = try #require(
        try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
      #expect(record["architecture"] is NSNull)
      #expect((record["unexpected"] as? [String])?.count == 18)
      let convert = try workspace.iir(
        "weights", "convert", golden("types.pth"), "--out", "w.safetensors")
      #expect(convert.status == 3)
      #expect(!workspace.exists("w.safetensors"))
    }

    @Test func aHostileOrMissingFileEndsWithThree() throws {
      try workspace.write(Data("\u{80}".utf8), to: "w.pth")
      #expect(try workspace.iir("weights", "inspect", "w.pth").status == 3)
      let run = try workspace.iir("weights", "inspect", "nowhere.pth")
      #expect(run.status == 3)
      #expect(
        run.messages
          == "Could not load the weights in 'nowhere.pth': there is no such file; check the path.\n"
      )
    }

    @Test func convertWritesTheSameNetworkWhateverItCameFrom() throws {
      let names = ["cirtorch.pth.tar", "cirtorch-training.pth", "torchvision.pth", "swav.pth.tar"]
      let outputs = try names.map { name in
        let run = try workspace.iir("weights", "convert", golden(name), "--out", "w.safetensors")
        #expect(run.status == 0)
        #expect(run.output == "w.safetensors\n")
        return try workspace.bytes("w.safetensors")
      }
      #expect(outputs[0] == outputs[1])
      #expect(outputs[2] == outputs[3])
      #expect(outputs[0] != outputs[2])
      #expect(
        String(decoding: outputs[0].prefix(60), as: UTF8.self).contains("\"pool.p\":\"2.9252\""))
      let inspect = try workspace.iir("weights", "inspect", "w.safetensors")
      #expect(inspect.status == 0)
      #expect(inspect.output.hasPrefix("Format: safetensors\nFamily: torchvision\n"))
    }

    @Test func convertIntoNoFolderEndsWithFive() throws {
      let run = try workspace.iir(
        "weights", "convert", golden("half.pth"), "--out", "no/w.safetensors")
      #expect(run.status == 5)
    }

    @Test func convertWithoutATargetEndsWithTwo() throws {
      #expect(try workspace.iir("weights", "convert", golden("half.pth")).status == 2)
    }
  }
}
