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
          Prefix: state_dict.module.encoder_q.
          Other networks: 0
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

    @Test func inspectNamesTheOtherNetworksAndTakesTheOneAskedFor() throws {
      let run = try workspace.iir("weights", "inspect", golden("torchvision-ema.pth"))
      #expect(run.status == 0)
      #expect(
        run.output.contains(
          """
          Prefix: model.
          Other networks: 1 (model_ema.module.); --prefix takes one of them

          """))
      let other = try workspace.iir(
        "weights", "inspect", "--json", "--prefix", "model_ema", golden("torchvision-ema.pth"))
      #expect(other.output.contains(#""prefix" : "model_ema.module.""#), "\(other.output)")
      #expect(other.output.contains(#""alternatives" : ["#))
      let unknown = try workspace.iir(
        "weights", "inspect", "--prefix", "teacher", golden("torchvision-ema.pth"))
      #expect(unknown.status == 3)
      #expect(unknown.messages.contains("There is one under 'model.', 'model_ema.module.'"))
    }

    @Test func convertSaysWhichNetworkItTookAndTakesTheOther() throws {
      let name = golden("timm-ema.pth.tar")
      let run = try workspace.iir("weights", "convert", name, "--out", "w.safetensors")
      #expect(run.status == 0)
      #expect(run.messages.contains("the one under 'state_dict.' is taken, not that under"))
      let other = try workspace.iir(
        "weights", "convert", name, "--prefix", "state_dict_ema", "--out", "e.safetensors")
      #expect(other.status == 0)
      #expect(try workspace.bytes("w.safetensors") != workspace.bytes("e.safetensors"))
      let plain = try workspace.iir(
        "weights", "convert", golden("narrow-values.safetensors"), "--out", "p.safetensors")
      #expect(plain.status == 0)
      #expect(try workspace.bytes("w.safetensors") == workspace.bytes("p.safetensors"))
    }

    @Test(arguments: [
      "compiled.pth", "tutorial.pth", "mmengine.pth", "resnet-tar.pth",
    ])
    func checkpointsOfTrainersAreConvertedBitForBit(name: String) throws {
      let run = try workspace.iir("weights", "convert", golden(name), "--out", "w.safetensors")
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.messages == "")
      let plain = try workspace.iir(
        "weights", "convert", golden("narrow-values.safetensors"), "--out", "p.safetensors")
      #expect(plain.status == 0)
      #expect(try workspace.bytes("w.safetensors") == workspace.bytes("p.safetensors"))
    }

    @Test func aProgramAndAShardEndWithThreeAndTheNextStep() throws {
      let program = try workspace.iir("weights", "inspect", golden("script.pt"))
      #expect(program.status == 3)
      #expect(program.messages.contains("torch.save(torch.jit.load('"))
      let shard = try workspace.iir(
        "weights", "inspect", golden("transformers-00001-of-00002.safetensors"))
      #expect(shard.status == 3)
      #expect(shard.messages.contains("give their index, transformers.safetensors.index.json."))
    }

    @Test(arguments: [Float.nan, .infinity, -1])
    func weightsThatComputeNonsenseEndEveryCommandWithThree(value: Float) throws {
      var bytes = [UInt8](
        try Data(contentsOf: URL(filePath: golden("narrow-values.safetensors"))))
      let header = String(decoding: bytes.prefix(20_000), as: UTF8.self)
      let name = "layer4.1.bn2.running_var"
      let place = try #require(
        header.firstMatch(of: /layer4\.1\.bn2\.running_var":\{[^}]*\[(\d+),/))
      let start = try #require(Int(place.1))
      let count = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
      for index in 0..<4 {
        bytes[8 + count + start + index] = UInt8(
          truncatingIfNeeded: value.bitPattern >> UInt32(8 * index))
      }
      try workspace.write(Data(bytes), to: "w.safetensors")
      try workspace.write("a.png\n", to: "list.txt")
      try workspace.write("an image that is not looked at", to: "a.png")
      for command in [
        ["weights", "inspect", "w.safetensors"],
        ["weights", "convert", "w.safetensors", "--out", "out.safetensors"],
        [
          "extract", "--architecture", "resnet18", "--weights", "w.safetensors", "--images",
          "list.txt", "--out", "x.h5",
        ],
      ] {
        let run = try RunningCommand(command, in: workspace).finish()
        #expect(run.status == 3)
        #expect(run.messages.contains("'\(name)' holds 1 "), "\(run.messages)")
      }
      #expect(!workspace.exists("out.safetensors") && !workspace.exists("x.h5"))
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
