import Checkpoints
import Failures
import Formats
import Foundation
import Networks
import OrderedCollections
import Tensors
import Testing

/// Weights that are divided over several files.
@Suite struct ShardIndexTests {
  private let whole: OrderedDictionary<String, Tensor>
  private let first: OrderedDictionary<String, Tensor>
  private let second: OrderedDictionary<String, Tensor>

  private static let names = ["w-00001-of-00002.safetensors", "w-00002-of-00002.safetensors"]

  init() throws {
    let whole = try Checkpoint.load(Golden.path("narrow-values.safetensors")).networkWeights()
      .tensors
    self.whole = whole
    first = OrderedDictionary(uniqueKeysWithValues: whole.elements.prefix(40).map { ($0, $1) })
    second = OrderedDictionary(uniqueKeysWithValues: whole.elements.dropFirst(40).map { ($0, $1) })
  }

  private var map: String {
    whole.keys.map { "\"\($0)\":\"\(first[$0] == nil ? Self.names[1] : Self.names[0])\"" }
      .joined(separator: ",")
  }

  private func files(
    _ index: String, _ shards: [OrderedDictionary<String, Tensor>]
  ) throws -> TemporaryFiles {
    try TemporaryFiles(
      [("w.safetensors.index.json", Array(index.utf8))]
        + zip(Self.names, shards).map { ($0, Safetensors(tensors: $1).encoded) })
  }

  private func refusal(
    _ index: String, _ shards: [OrderedDictionary<String, Tensor>]
  ) throws -> String {
    let files = try files(index, shards)
    let error = #expect(throws: CheckpointError.self) { try Checkpoint.load(files.first) }
    return error?.description ?? ""
  }

  @Test func allFilesTogetherAreTheNetwork() throws {
    let files = try files(
      "\n{\"metadata\":{\"total_size\":9.5e1},\"weight_map\":{\(map)}}", [first, second])
    let checkpoint = try Checkpoint.load(files.first)
    #expect(try checkpoint.networkWeights().tensors == whole)
    #expect(checkpoint.files == [files.first] + Self.names.map(files.path))
  }

  @Test func shardsThatPyTorchWroteAreReadToo() throws {
    let names = Array(whole.keys)
    let shards = [first, second].map { tensors in
      WrappedNetwork(names: tensors.map { ($0.key, $0.value) }).files(.zip)[0].bytes
    }
    let map = names.map {
      "\"\($0)\":\"pytorch_model-0000\(first[$0] == nil ? 2 : 1)-of-00002.bin\""
    }
    let files = try TemporaryFiles([
      (
        "pytorch_model.bin.index.json",
        Array("{\"weight_map\":{\(map.joined(separator: ","))}}".utf8)
      ),
      ("pytorch_model-00001-of-00002.bin", shards[0]),
      ("pytorch_model-00002-of-00002.bin", shards[1]),
    ])
    let checkpoint = try Checkpoint.load(files.first)
    #expect(checkpoint.format == .zip)
    #expect(try checkpoint.networkWeights().tensors == whole)
  }

  @Test(arguments: [
    "../w.safetensors", "/etc/passwd", "a/w.safetensors", "a\\\\w.safetensors", "..", "",
    "w\\u0000.safetensors",
  ])
  func aNameThatLeavesTheFolderIsRefused(name: String) throws {
    let message = try refusal("{\"weight_map\":{\"conv1.weight\":\"\(name)\"}}", [first, second])
    #expect(message.contains("the files of an index lie beside it"), "\(message)")
  }

  @Test func aMissingShardIsNamed() throws {
    let message = try refusal("{\"weight_map\":{\(map)}}", [first])
    #expect(message.contains("\(Self.names[1])': the index '"))
    #expect(message.contains("names it, and there is no such file"))
  }

  @Test func aTensorThatTheIndexGivesToAnotherFileIsRefused() throws {
    var more = first
    more["layer4.1.bn2.bias"] = whole["layer4.1.bn2.bias"]
    let message = try refusal("{\"weight_map\":{\(map)}}", [more, second])
    #expect(
      message.contains(
        "it holds the tensor 'layer4.1.bn2.bias', and the index says that '\(Self.names[1])' does"))
  }

  @Test func aTensorThatTheIndexDoesNotKnowIsRefused() throws {
    var more = second
    more["fc.weight"] = Tensor(shape: [1], elements: [1])
    let message = try refusal("{\"weight_map\":{\(map)}}", [first, more])
    #expect(message.contains("it holds the tensor 'fc.weight', and the index says nothing of it"))
  }

  @Test func aTensorThatIsNotInItsFileIsRefused() throws {
    var fewer = first
    fewer["conv1.weight"] = nil
    let message = try refusal("{\"weight_map\":{\(map)}}", [fewer, second])
    #expect(message.contains("it lacks the tensor 'conv1.weight'"))
  }

  @Test(arguments: [
    ("{\"weight_map\":{\"a\":\"x\",\"a\":\"y\"}}", "'a' stands twice"),
    ("{\"weight_map\":{},\"weight_map\":{}}", "'weight_map' stands twice"),
    ("{\"weight_map\":{}}", "names 0 files"),
    ("{\"weight_map\":[]}", "damaged at byte 14"),
    ("{\"weight_map\":{\"a\":1}}", "damaged at byte"),
    ("{\"error\":\"not found\"}", "no index of weights"),
    ("{\"weight_map\":{\"a\":\"x\"}} {", "nothing may follow the document's one value"),
    ("{\"a\":" + String(repeating: "[", count: 100_000), "more than 64 levels of nesting"),
  ])
  func anotherIndexIsRefused(text: String, words: String) throws {
    let message = try refusal(text, [first, second])
    #expect(message.contains(words), "\(message)")
  }

  @Test func moreFilesThanOneWouldEverNeedAreRefused() throws {
    let map = (0..<65).map { "\"t\($0)\":\"f\($0)\"" }.joined(separator: ",")
    #expect(try refusal("{\"weight_map\":{\(map)}}", []).contains("names 65 files"))
  }

  @Test func oneShardAloneNamesTheIndex() throws {
    let files = try files("{\"weight_map\":{\(map)}}", [first, second])
    let error = #expect(throws: CheckpointError.self) {
      try Checkpoint.load(files.path(Self.names[1]))
    }
    #expect(error?.code == .unsupported)
    #expect(error?.reason.hasPrefix("it is shard 2 of 2, a part of the weights.") == true)
    #expect(error?.reason.hasSuffix("give their index, w.safetensors.index.json.") == true)
  }

  @Test func theOnlyShardOfOneIsTheNetwork() throws {
    let files = try TemporaryFiles([
      ("w-00001-of-00001.safetensors", Safetensors(tensors: whole).encoded)
    ])
    #expect(try Checkpoint.load(files.first).networkWeights().tensors == whole)
  }

  @Test(arguments: [
    (#"{"downsample_in_bottleneck": false, "hidden_act": "relu"}"#, true),
    (#"{"backbone_config": {"downsample_in_bottleneck": true}}"#, false),
    (#"{"downsample_in_first_stage": true}"#, false),
  ])
  func aConfigurationOfAnotherNetworkIsRefused(config: String, isRead: Bool) throws {
    let name = "transformers.safetensors.index.json"
    let names = [
      name, "transformers-00001-of-00002.safetensors", "transformers-00002-of-00002.safetensors",
    ]
    let files = try TemporaryFiles(
      try names.map { ($0, try Golden.bytes($0)) } + [("config.json", Array(config.utf8))])
    guard !isRead else {
      let tensors = try Checkpoint.load(files.first).networkWeights().tensors
      #expect(tensors.filter { whole[$0.key] != $0.value }.isEmpty)
      return
    }
    let error = #expect(throws: CheckpointError.self) { try Checkpoint.load(files.first) }
    #expect(error?.code == .otherNetwork)
    #expect(error?.reason.hasPrefix("its config.json says that downsample_in_") == true)
  }
}
