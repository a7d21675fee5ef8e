import Checkpoints
import Formats
import Networks
import OrderedCollections
import Tensors
import Testing

/// Vision transformers under every way to name their layers, told by all of their tensors.
@Suite struct TransformerNamingTests {
  /// A way to store DINO's tensors, and what it is told by.
  struct Layout: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let family: CheckpointFamily
    let conventions: VisionTransformer.Conventions?
    let architecture: Architecture

    /// What stands beside the network.
    var others: [String] = []

    let rename: @Sendable (String) -> String
  }

  static let layouts = [
    Layout(
      testDescription: "timm and DINO's own", family: .timm, conventions: nil,
      architecture: .smallTransformer16, others: ["head.weight", "head.bias"]
    ) { $0 },
    Layout(
      testDescription: "DINO's training", family: .dino, conventions: .dino,
      architecture: .smallTransformer16, others: ["head.last_layer.weight_g"]
    ) { "backbone.\($0)" },
    Layout(
      testDescription: "MoCo v3", family: .moco, conventions: .mocoV3,
      architecture: .smallTransformer16,
      others: ["module.base_encoder.head.0.weight", "module.predictor.0.weight"]
    ) { "module.base_encoder.\($0)" },
    Layout(
      testDescription: "DINOv2", family: .dinov2, conventions: .dinov2,
      architecture: .smallTransformer14, others: ["mask_token"]
    ) { $0 },
    Layout(
      testDescription: "DINOv2 with registers", family: .dinov2, conventions: .dinov2,
      architecture: .smallRegisterTransformer14, others: ["mask_token"]
    ) { $0 },
    Layout(
      testDescription: "torchvision", family: .torchvision, conventions: .torchvision,
      architecture: .baseTransformer16, others: ["heads.head.weight", "heads.head.bias"]
    ) {
      renamed(
        $0,
        [
          "cls_token": "class_token", "pos_embed": "encoder.pos_embedding",
          "patch_embed.proj": "conv_proj", "attn.qkv.": "self_attention.in_proj_",
          "attn.proj": "self_attention.out_proj", "mlp.fc1": "mlp.0", "mlp.fc2": "mlp.3",
          "norm1": "ln_1", "norm2": "ln_2", "blocks.": "encoder.layers.encoder_layer_",
          "norm.": "encoder.ln.",
        ])
    },
    Layout(
      testDescription: "transformers' ViTForImageClassification", family: .huggingFace,
      conventions: .transformers, architecture: .smallTransformer16,
      others: ["classifier.weight", "vit.pooler.dense.weight"]
    ) {
      "vit."
        + renamed(
          $0,
          [
            "cls_token": "embeddings.cls_token", "pos_embed": "embeddings.position_embeddings",
            "patch_embed.proj": "embeddings.patch_embeddings.projection",
            "attn.proj": "attention.output.dense", "attn.qkv": "attention.attention.qkv",
            "mlp.fc1": "intermediate.dense", "mlp.fc2": "output.dense",
            "norm1": "layernorm_before", "norm2": "layernorm_after", "blocks.": "encoder.layer.",
            "norm.": "layernorm.",
          ])
    },
    Layout(
      testDescription: "transformers' Dinov2WithRegistersModel", family: .huggingFace,
      conventions: .transformers, architecture: .smallRegisterTransformer14,
      others: ["embeddings.mask_token"]
    ) {
      renamed(
        $0,
        [
          "cls_token": "embeddings.cls_token", "pos_embed": "embeddings.position_embeddings",
          "register_tokens": "embeddings.register_tokens",
          "patch_embed.proj": "embeddings.patch_embeddings.projection",
          "attn.proj": "attention.o_proj", "attn.qkv": "attention.qkv_proj",
          "ls1.gamma": "layer_scale1.lambda1", "ls2.gamma": "layer_scale2.lambda1",
          "blocks.": "encoder.layer.", "norm.": "layernorm.",
        ])
    },
  ]

  /// Replaces parts of a name, of several that fit the longest.
  private static func renamed(_ name: String, _ parts: [String: String]) -> String {
    var (rest, result) = (name[...], "")
    while !rest.isEmpty {
      // The last normalisation is no part of a block.
      let fitting = parts.keys.filter {
        rest.hasPrefix($0) && ($0 != "norm." || result.isEmpty)
      }.max { $0.count < $1.count }
      if let fitting, let other = parts[fitting] {
        result += other
        rest.removeFirst(fitting.count)
      } else {
        result.append(rest.removeFirst())
      }
    }
    return result
  }

  /// Returns the tensors of a name, three where queries, keys and values are apart.
  private static func stored(
    _ name: String, _ tensor: Tensor
  ) -> [(name: String, tensor: Tensor)] {
    let words = [
      "attention.qkv.": ["query.", "key.", "value."],
      "qkv_proj.": ["q_proj.", "k_proj.", "v_proj."],
    ]
    guard let (part, thirds) = words.first(where: { name.contains($0.key) }) else {
      return [(name, tensor)]
    }
    let lengths = tensor.shape.lengths
    let count = tensor.elements.count / 3
    return thirds.enumerated().map { index, third in
      let word = part == "qkv_proj." ? third : "attention.\(third)"
      return (
        name.replacing(part, with: word),
        Tensor(
          shape: Shape([lengths[0] / 3] + lengths.dropFirst()),
          elements: Array(tensor.elements[index * count..<(index + 1) * count]))
      )
    }
  }

  @Test(arguments: layouts) func everyTensorFindsItsPlace(layout: Layout) throws {
    // A number for each row of each tensor, so that none can stand for another.
    var expected: OrderedDictionary<String, Tensor> = [:]
    for (number, (name, shape)) in layout.architecture.graph().parameterShapes.enumerated() {
      let rows = max(1, shape.lengths.first { $0 > 1 } ?? 1)
      let length = shape.elementCount / rows
      expected[name] = Tensor(
        shape: shape,
        elements: (0..<rows).flatMap {
          [Float](repeating: Float(number) + Float($0) / 8192, count: length)
        })
    }
    let network = WrappedNetwork(
      names: expected.flatMap { Self.stored(layout.rename($0.key), $0.value) }
        + layout.others.map { ($0, Tensor(shape: [2], elements: [1, 2])) })
    let files = try TemporaryFiles(network.files(.safetensors))
    let checkpoint = try Checkpoint.load(files.first)
    #expect(checkpoint.family == layout.family)
    #expect(checkpoint.architecture == layout.architecture)
    #expect(checkpoint.conventions == layout.conventions)
    #expect(checkpoint.fault == nil)
    #expect(Set(checkpoint.dropped) == Set(layout.others))
    let found = try checkpoint.networkWeights(for: layout.architecture).tensors
    #expect(Set(found.keys) == Set(expected.keys))
    let moved = found.filter { expected[$0.key] != $0.value }
    #expect(moved.isEmpty, "\(moved.keys.prefix(4))")
  }

  @Test func conventionsStayWithAConvertedFile() throws {
    let shapes = Architecture.smallTransformer16.graph().parameterShapes
    let network = WrappedNetwork(
      names: shapes.map {
        ("module.base_encoder.\($0.key)", Tensor(repeating: 0.5, shape: $0.value))
      })
    let files = try TemporaryFiles(network.files(.safetensors))
    let converted = try TemporaryCheckpoint(
      try Checkpoint.load(files.first).safetensors().encoded)
    let checkpoint = try Checkpoint.load(converted.path)
    #expect(checkpoint.family == .timm)
    #expect(checkpoint.conventions == .mocoV3)
  }

  @Test func aThirdThatIsMissingIsNamed() throws {
    let layout = try #require(Self.layouts.last)
    let shapes = layout.architecture.graph().parameterShapes
    let names = shapes.flatMap {
      // Lengths of 1 keep the file small; each tensor but none of the names is then wrong.
      Self.stored(
        layout.rename($0.key),
        Tensor(
          repeating: 0,
          shape: Shape(
            $0.key == "patch_embed.proj.weight"
              ? $0.value.lengths
              : [$0.key.contains("qkv") ? 3 : 1]
                + Array(repeating: 1, count: $0.value.rank - 1))))
    }.filter { $0.name != "encoder.layer.3.attention.k_proj.weight" }
    let files = try TemporaryFiles(WrappedNetwork(names: names).files(.safetensors))
    let checkpoint = try Checkpoint.load(files.first)
    #expect(checkpoint.missing == ["blocks.3.attn.qkv.weight"])
    #expect(
      checkpoint.unexpected == [
        "encoder.layer.3.attention.q_proj.weight", "encoder.layer.3.attention.v_proj.weight",
      ])
  }
}
