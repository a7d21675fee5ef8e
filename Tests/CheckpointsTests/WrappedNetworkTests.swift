import Checkpoints
import Formats
import Foundation
import Networks
import OrderedCollections
import Tensors
import Testing

/// What trainers put before and beside a network changes no number of it.
@Suite struct WrappedNetworkTests {
  private let expected: OrderedDictionary<String, Tensor>

  init() throws {
    expected = try Checkpoint.load(Golden.path("narrow-values.safetensors")).networkWeights()
      .tensors
  }

  private var plain: WrappedNetwork {
    WrappedNetwork(names: expected.map { ($0.key, $0.value) })
  }

  private func load(
    _ network: WrappedNetwork, as format: WrappedNetwork.Format, prefix: String? = nil
  ) throws -> Checkpoint {
    let folder = try TemporaryFiles(network.files(format))
    return try Checkpoint.load(folder.first, prefix: prefix)
  }

  @Test(arguments: WrappedNetwork.Format.allCases, WrappedNetwork.wrappings.indices)
  func everyWrappingInEveryFormatLeavesTheNumbers(
    format: WrappedNetwork.Format, wrapping: Int
  ) throws {
    var network = plain
    WrappedNetwork.wrappings[wrapping](&network)
    let checkpoint = try load(network, as: format)
    #expect(checkpoint.fault == nil, "\(checkpoint.fault?.reason ?? "")")
    #expect(try isUnchanged(checkpoint))
  }

  /// Whether a file gives the network bit for bit, in whichever order.
  private func isUnchanged(_ checkpoint: Checkpoint) throws -> Bool {
    let tensors = try checkpoint.networkWeights().tensors
    return tensors.count == expected.count && tensors.allSatisfy { expected[$0.key] == $0.value }
  }

  @Test(arguments: WrappedNetwork.Format.allCases)
  func manyWrappingsAtRandomLeaveTheNumbers(format: WrappedNetwork.Format) throws {
    var generator = SplitMix64(state: 31)
    var wrong: [[Int]] = []
    for _ in 0..<10 {
      var network = plain
      let chosen = (0..<Int.random(in: 2...6, using: &generator)).map { _ in
        Int.random(in: WrappedNetwork.wrappings.indices, using: &generator)
      }
      for wrapping in chosen { WrappedNetwork.wrappings[wrapping](&network) }
      let checkpoint = try load(network, as: format)
      guard checkpoint.fault == nil, try isUnchanged(checkpoint) else {
        wrong.append(chosen)
        continue
      }
    }
    #expect(wrong.isEmpty)
  }

  @Test func wrappersWithinTheNamesAreSetAside() throws {
    var network = plain
    network.names = network.names.map { name, tensor in
      (name.replacing("layer1.0.", with: "layer1._checkpoint_wrapped_module.0._orig_mod."), tensor)
    }
    #expect(try load(network, as: .zip).networkWeights().tensors == expected)
  }

  @Test func twoTensorsOfOneNameWithoutWrappersAreAnError() throws {
    var network = plain
    network.names.append(("layer1.module.0.conv1.weight", network.names[5].tensor))
    let checkpoint = try load(network, as: .zip)
    #expect(checkpoint.fault?.code == .incomplete)
    #expect(checkpoint.unexpected.count == 1)
  }

  @Test func aStrangerAmongTheNamesOfAWrappedNetworkIsAnError() throws {
    var network = plain
    network.names.append(("layer1.0.se.fc1.weight", Tensor(shape: [1], elements: [1])))
    WrappedNetwork.wrappings[3](&network)
    WrappedNetwork.wrappings[8](&network)
    let checkpoint = try load(network, as: .legacy)
    #expect(checkpoint.unexpected == ["state_dict.model.layer1.0.se.fc1.weight"])
    #expect(checkpoint.fault?.reason.contains("squeeze and excitation") == true)
  }

  @Test func twoNetworksOfEqualRankAreRefusedWithTheChoice() throws {
    var network = plain
    let twin = network.names.map { ("side." + $0.name, scaled($0.tensor, by: 3)) }
    network.names = network.names.map { ("main." + $0.name, $0.tensor) } + twin
    let checkpoint = try load(network, as: .zip)
    #expect(checkpoint.fault?.code == .ambiguous)
    #expect(
      checkpoint.fault?.reason.contains("they lie under 'main.', 'side.'. Choose one") == true)
    #expect(throws: CheckpointError.self) { try checkpoint.networkWeights() }
    let chosen = try load(network, as: .zip, prefix: "side").networkWeights()
    #expect(chosen.tensors["conv1.weight"] == expected["conv1.weight"].map { scaled($0, by: 3) })
    #expect(try load(network, as: .zip, prefix: "main.").networkWeights().tensors == expected)
  }

  @Test func theTopLevelIsChosenByADot() throws {
    var network = plain
    network.names += network.names.map { ("side." + $0.name, scaled($0.tensor, by: 3)) }
    #expect(try load(network, as: .zip).fault?.code == .ambiguous)
    let checkpoint = try load(network, as: .zip, prefix: ".")
    #expect(try checkpoint.networkWeights().tensors == expected)
    #expect(checkpoint.chosenPrefix == "")
  }

  @Test func aMomentumEncoderIsTakenOnlyWhenItIsAskedFor() throws {
    var network = plain
    network.names = network.names.map { ("encoder_k." + $0.name, $0.tensor) }
    let alone = try load(network, as: .zip)
    #expect(alone.fault?.code == .unknownNetwork)
    #expect(alone.fault?.reason.contains("'encoder_k.'") == true)
    let chosen = try load(network, as: .zip, prefix: "encoder_k")
    #expect(try chosen.networkWeights().tensors == expected)
    network.names += expected.map { ("encoder_q." + $0.key, scaled($0.value, by: 2)) }
    let both = try load(network, as: .zip)
    #expect(both.family == .moco)
    #expect(both.prefix == "encoder_q.")
    #expect(both.alternatives == ["encoder_k."])
  }

  @Test func anAverageAloneIsTaken() throws {
    let network = WrappedNetwork(keys: ["ema"], names: plain.names)
    #expect(try load(network, as: .zip).networkWeights().tensors == expected)
  }

  @Test(arguments: ["teacher", "student"])
  func theTeacherIsPreferredToItsStudent(asked: String) throws {
    var network = WrappedNetwork(keys: ["student"], names: plain.names)
    network.others = plain.names.map {
      (["teacher", "backbone." + $0.name], scaled($0.tensor, by: 2))
    }
    let checkpoint = try load(network, as: .zip)
    #expect(checkpoint.prefix == "teacher.backbone.")
    #expect(checkpoint.alternatives == ["student."])
    let weights = try load(network, as: .zip, prefix: asked).networkWeights().tensors
    let factor: Float = asked == "teacher" ? 2 : 1
    #expect(weights["bn1.bias"] == expected["bn1.bias"].map { scaled($0, by: factor) })
  }

  @Test func layersOfASequenceBelowANameAreKnown() throws {
    let places = [
      "conv1": "0", "bn1": "1", "layer1": "4", "layer2": "5", "layer3": "6", "layer4": "7",
    ]
    let names = expected.map { name, tensor in
      let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
      return ("backbone.\(places[parts[0]] ?? "").\(parts[1])", tensor)
    }
    let head = [("projection_head.layers.0.weight", Tensor(shape: [1], elements: [1]))]
    let checkpoint = try load(WrappedNetwork(names: names + head), as: .zip)
    #expect(try checkpoint.networkWeights().tensors == expected)
    #expect(checkpoint.dropped == ["projection_head.layers.0.weight"])
  }

  private func scaled(_ tensor: Tensor, by factor: Float) -> Tensor {
    Tensor(shape: tensor.shape, elements: tensor.elements.map { factor * $0 })
  }
}

/// Files in a folder of their own that are there as long as the value is.
final class TemporaryFiles {
  private let folder = NSTemporaryDirectory() + "checkpoints-\(UUID().uuidString)"

  /// The path of the first file.
  let first: String

  init(_ files: [(name: String, bytes: [UInt8])]) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    first = "\(folder)/\(files[0].name)"
    for file in files {
      try Data(file.bytes).write(to: URL(filePath: "\(folder)/\(file.name)"))
    }
  }

  /// Returns the path of a file of the folder.
  func path(_ name: String) -> String { "\(folder)/\(name)" }

  deinit {
    do { try FileManager.default.removeItem(atPath: folder) } catch { Issue.record(error) }
  }
}
