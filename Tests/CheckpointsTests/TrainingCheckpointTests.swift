import Checkpoints
import Formats
import Networks
import OrderedCollections
import Tensors
import Testing

/// One network as trainers and wrappers of PyTorch store it, written by PyTorch.
@Suite struct TrainingCheckpointTests {
  private let expected: OrderedDictionary<String, Tensor>

  init() throws {
    expected = try Safetensors(reading: Golden.path("narrow-values.safetensors")).tensors
  }

  private static let files: [(name: String, family: CheckpointFamily, prefix: String)] = [
    ("compiled.pth", .torchvision, "model._orig_mod.module."),
    ("tutorial.pth", .torchvision, "model_state_dict."),
    ("timm-ema.pth.tar", .torchvision, "state_dict."),
    ("torchvision-ema.pth", .torchvision, "model."),
    ("mmengine.pth", .mmselfsup, "state_dict.backbone."),
    ("transformers.safetensors.index.json", .huggingFace, "resnet."),
    ("resnet-tar.pth", .torchvision, ""),
  ]

  @Test(arguments: files)
  func theNetworkIsFoundBitForBit(
    name: String, family: CheckpointFamily, prefix: String
  ) throws {
    let checkpoint = try Checkpoint.load(Golden.path(name))
    #expect(checkpoint.fault == nil, "\(checkpoint.fault?.reason ?? "")")
    #expect(checkpoint.family == family)
    #expect(checkpoint.prefix == prefix)
    #expect(checkpoint.mapped.count == 100)
    #expect(checkpoint.mapped.count + checkpoint.dropped.count == checkpoint.tensorCount)
    let weights = try checkpoint.networkWeights(for: .resNet18, width: 1)
    #expect(weights.tensors.filter { expected[$0.key] != $0.value }.isEmpty)
  }

  @Test func theArchiveOf2017IsOfItsOwnFormat() throws {
    #expect(try Checkpoint.load(Golden.path("resnet-tar.pth")).format == .tar)
  }

  @Test func theHistoryOfALogIsListedAndNothingOfItIsUsed() throws {
    let checkpoint = try Checkpoint.load(Golden.path("mmengine.pth"))
    #expect(checkpoint.inert == ["mmengine.logging.history_buffer.HistoryBuffer"])
    #expect(checkpoint.dropped.contains("state_dict.data_preprocessor.mean"))
  }

  @Test(arguments: [
    ("timm-ema.pth.tar", "state_dict_ema", "state_dict_ema."),
    ("timm-ema.pth.tar", "state_dict_ema.", "state_dict_ema."),
    ("torchvision-ema.pth", "model_ema", "model_ema.module."),
    ("torchvision-ema.pth", "model_ema.module.", "model_ema.module."),
  ])
  func theAverageIsTakenWhenItIsAskedFor(name: String, asked: String, prefix: String) throws {
    let checkpoint = try Checkpoint.load(Golden.path(name), prefix: asked)
    #expect(checkpoint.prefix == prefix)
    #expect(checkpoint.chosenPrefix == prefix)
    let weights = try checkpoint.networkWeights()
    let wrong = weights.tensors.filter { name, tensor in
      tensor.elements != expected[name]?.elements.map { $0 * 1.5 }
    }
    #expect(wrong.isEmpty)
  }

  @Test func theChoiceIsToldWithTheOtherNetwork() throws {
    let checkpoint = try Checkpoint.load(Golden.path("torchvision-ema.pth"))
    #expect(checkpoint.alternatives == ["model_ema.module."])
    #expect(
      checkpoint.choiceNote?.hasSuffix(
        "holds 2 networks: the one under 'model.' is taken, not that under 'model_ema.module.'; "
          + "choose by --prefix, or \"prefix\" beside \"file\" in a recipe") == true)
    #expect(try Checkpoint.load(Golden.path("tutorial.pth")).choiceNote == nil)
  }

  @Test func askingForThePreferredNetworkIsNoOtherChoice() throws {
    let checkpoint = try Checkpoint.load(Golden.path("torchvision-ema.pth"), prefix: "model")
    #expect(checkpoint.prefix == "model.")
    #expect(checkpoint.chosenPrefix == nil)
  }

  @Test func aPrefixWithoutANetworkIsAnErrorThatListsThose() throws {
    let error = #expect(throws: CheckpointError.self) {
      try Checkpoint.load(Golden.path("timm-ema.pth.tar"), prefix: "ema")
    }
    #expect(error?.code == .ambiguous)
    #expect(
      error?.reason
        == "no network that is known here lies under 'ema'. There is one under 'state_dict.', "
        + "'state_dict_ema.'; give one of these as the prefix.")
  }
}
