/// DINO's names of the tensors of vision transformers that other projects name otherwise.
enum TransformerNames {
  /// Which third of the first layer of an attention is meant.
  static let thirds = [
    "query": 0, "key": 1, "value": 2, "q_proj": 0, "k_proj": 1, "v_proj": 2,
  ]

  /// Returns DINO's name of a tensor of torchvision's `VisionTransformer`.
  static func torchvision(_ key: String) -> String? {
    if let name = torchvisionTokens[key] { return name }
    if let kind = suffix(of: key, behind: "conv_proj.") { return "patch_embed.proj.\(kind)" }
    if let kind = suffix(of: key, behind: "encoder.ln.") { return "norm.\(kind)" }
    guard let rest = suffix(of: key, behind: "encoder.layers.encoder_layer_"),
      let (block, layer) = numbered(rest)
    else { return nil }
    return torchvisionLayers[layer].map { "blocks.\(block).\($0)" }
  }

  private static let torchvisionTokens = [
    "class_token": "cls_token", "encoder.pos_embedding": "pos_embed",
  ]

  private static let torchvisionLayers = [
    "self_attention.in_proj_weight": "attn.qkv.weight",
    "self_attention.in_proj_bias": "attn.qkv.bias",
  ].merging(
    parts([
      "ln_1": "norm1", "self_attention.out_proj": "attn.proj", "ln_2": "norm2",
      "mlp.0": "mlp.fc1", "mlp.3": "mlp.fc2",
      // Its first versions called the layers so.
      "mlp.linear_1": "mlp.fc1", "mlp.linear_2": "mlp.fc2",
    ])
  ) { first, _ in first }

  /// Returns DINO's name of a tensor of transformers' `ViTModel`, `Dinov2Model` or
  /// `Dinov2WithRegistersModel`; queries, keys and values have that of the tensor which they are a third of.
  static func huggingFace(_ key: String) -> String? {
    if let name = huggingFaceTokens[key] { return name }
    if let kind = suffix(of: key, behind: "embeddings.patch_embeddings.projection.") {
      return "patch_embed.proj.\(kind)"
    }
    if let kind = suffix(of: key, behind: "layernorm.") { return "norm.\(kind)" }
    let starts = ["encoder.layer.", "layers."]
    guard let rest = starts.lazy.compactMap({ suffix(of: key, behind: $0) }).first,
      let (block, layer) = numbered(rest)
    else { return nil }
    return huggingFaceLayers[layer].map { "blocks.\(block).\($0)" }
  }

  private static let huggingFaceTokens = [
    "embeddings.cls_token": "cls_token", "embeddings.position_embeddings": "pos_embed",
    "embeddings.register_tokens": "register_tokens",
  ]

  private static let huggingFaceLayers = [
    "layer_scale1.lambda1": "ls1.gamma", "layer_scale2.lambda1": "ls2.gamma",
  ].merging(
    parts([
      "layernorm_before": "norm1", "layernorm_after": "norm2", "norm1": "norm1", "norm2": "norm2",
      "attention.attention.query": "attn.qkv", "attention.attention.key": "attn.qkv",
      "attention.attention.value": "attn.qkv", "attention.output.dense": "attn.proj",
      "attention.q_proj": "attn.qkv", "attention.k_proj": "attn.qkv",
      "attention.v_proj": "attn.qkv", "attention.o_proj": "attn.proj",
      "intermediate.dense": "mlp.fc1", "output.dense": "mlp.fc2",
      "mlp.fc1": "mlp.fc1", "mlp.fc2": "mlp.fc2",
    ])
  ) { first, _ in first }

  /// Returns the names of the weights and biases of layers.
  private static func parts(_ layers: [String: String]) -> [String: String] {
    var names: [String: String] = [:]
    for (layer, name) in layers {
      for kind in ["weight", "bias"] { names["\(layer).\(kind)"] = "\(name).\(kind)" }
    }
    return names
  }

  private static func suffix(of key: String, behind start: String) -> String? {
    key.hasPrefix(start) ? String(key.dropFirst(start.count)) : nil
  }

  /// Splits what follows a block's number, which is written without sign or leading zero.
  private static func numbered(_ text: String) -> (block: Int, layer: String)? {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let block = Int(parts[0]), (0..<1000).contains(block),
      "\(block)" == parts[0]
    else { return nil }
    return (block, String(parts[1]))
  }
}
