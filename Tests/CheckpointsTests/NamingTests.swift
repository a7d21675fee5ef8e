import Checkpoints
import Networks
import OrderedCollections
import Tensors
import Testing

/// Every residual network under every way to name its layers, told apart by all of its tensors.
@Suite struct NamingTests {
  /// A way to rename torchvision's tensors, and the family it is told by.
  struct Naming: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let family: CheckpointFamily
    let rename: @Sendable (_ parts: [String]) -> String
  }

  static let namings = [
    Naming(testDescription: "torchvision", family: .torchvision) { $0.joined(separator: ".") },
    prefixed("moco 1 and 2", .moco, "module.encoder_q."),
    prefixed("moco 3", .moco, "module.base_encoder."),
    prefixed("mmselfsup's encoder", .mmselfsup, "encoder_q.0."),
    prefixed("simsiam", .simSiam, "module.encoder."),
    prefixed("vissl", .vissl, "trunk._feature_blocks."),
    prefixed("mmselfsup", .mmselfsup, "backbone."),
    Naming(testDescription: "a sequence", family: .cirtorch) { parts in
      ([positions[parts[0]] ?? "?"] + parts.dropFirst()).joined(separator: ".")
    },
    Naming(testDescription: "cirtorch", family: .cirtorch) { parts in
      (["features", positions[parts[0]] ?? "?"] + parts.dropFirst()).joined(separator: ".")
    },
    Naming(testDescription: "transformers", family: .huggingFace) { parts in
      transformersName(parts)
    },
    Naming(testDescription: "transformers' classifier", family: .huggingFace) { parts in
      "resnet." + transformersName(parts)
    },
  ]

  private static func prefixed(
    _ description: String, _ family: CheckpointFamily, _ prefix: String
  ) -> Naming {
    Naming(testDescription: description, family: family) {
      prefix + $0.joined(separator: ".")
    }
  }

  /// The places of the children of torchvision's networks; 2 is a rectifier and 3 a pooling.
  private static let positions = [
    "conv1": "0", "bn1": "1", "layer1": "4", "layer2": "5", "layer3": "6", "layer4": "7",
  ]

  /// transformers' name of a tensor: layers are counted from 0, and convolution and normalisation of one
  /// are told by a word.
  private static func transformersName(_ parts: [String]) -> String {
    func word(_ isConvolution: Bool) -> String { isConvolution ? "convolution" : "normalization" }
    guard parts[0].hasPrefix("layer"), let stage = Int(parts[0].dropFirst(5)) else {
      return "embedder.embedder.\(word(parts[0] == "conv1")).\(parts[1])"
    }
    let block = "encoder.stages.\(stage - 1).layers.\(parts[1])"
    if parts[2] == "downsample" { return "\(block).shortcut.\(word(parts[3] == "0")).\(parts[4])" }
    let layer = (parts[2].last?.wholeNumberValue ?? 0) - 1
    return "\(block).layer.\(layer).\(word(parts[2].hasPrefix("conv"))).\(parts[3])"
  }

  @Test(
    arguments: [Architecture.resNet18, .resNet34, .resNet50, .resNet101, .resNet152], namings)
  func everyTensorFindsItsPlace(architecture: Architecture, naming: Naming) throws {
    // One channel in the first stage, and numbers that no two tensors share.
    let graph = architecture.graph(width: 1)
    var expected = NetworkWeights(initialising: graph, seed: 1).tensors
    var next: Float = 0
    for name in expected.keys {
      let shape = expected[name]?.shape ?? [1]
      expected[name] = Tensor(
        shape: shape, elements: (0..<shape.elementCount).map { next + Float($0) / 4096 })
      next += 1
    }
    let renamed = WrappedNetwork(
      names: expected.map {
        (naming.rename($0.key.split(separator: ".").map(String.init)), $0.value)
      }
    )
    #expect(Set(renamed.names.map(\.name)).count == expected.count)
    let files = try TemporaryFiles(renamed.files(.safetensors))
    let checkpoint = try Checkpoint.load(files.first)
    #expect(checkpoint.family == naming.family)
    #expect(checkpoint.architecture == architecture)
    #expect(checkpoint.unexpected.isEmpty && checkpoint.missing.isEmpty)
    let found = try checkpoint.networkWeights().tensors
    #expect(Set(found.keys) == Set(expected.keys))
    let moved = found.filter { expected[$0.key] != $0.value }
    #expect(moved.isEmpty, "\(moved.keys.prefix(4))")
  }
}
