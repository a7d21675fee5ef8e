/// A way to name the layers of a network, apart from what stands before all of them.
enum NetworkNaming: Sendable, Hashable, CaseIterable {
  /// torchvision's residual networks, and timm's: `layer1.0.conv1.weight`.
  case residual

  /// torchvision's residual networks as a sequence of their children: `4.0.conv1.weight`.
  case positions

  /// torchvision's VGG: `features.0.weight`.
  case features

  /// Hugging Face's transformers: `encoder.stages.0.layers.0.layer.0.convolution.weight`.
  case huggingFace

  /// The vision transformers of timm, DINO, DINOv2 and MoCo v3: `blocks.0.attn.qkv.weight`.
  case transformer

  /// torchvision's vision transformers: `encoder.layers.encoder_layer_0.ln_1.weight`.
  case torchvisionTransformer

  /// Hugging Face's transformers: `encoder.layer.0.attention.attention.query.weight`, or as version 5 calls
  /// them while they run, `layers.0.attention.q_proj.weight`.
  case huggingFaceTransformer

  /// The name of the first convolution.
  var first: String {
    switch self {
    case .residual: "conv1.weight"
    case .positions: "0.weight"
    case .features: "features.0.weight"
    case .huggingFace: "embedder.embedder.convolution.weight"
    case .transformer: "patch_embed.proj.weight"
    case .torchvisionTransformer: "conv_proj.weight"
    case .huggingFaceTransformer: "embeddings.patch_embeddings.projection.weight"
    }
  }

  /// Names of which a network has one at least, besides that of the first convolution.
  var witnesses: [String] {
    switch self {
    case .residual: ["layer1.0.conv1.weight"]
    case .positions: ["4.0.conv1.weight"]
    case .features: ["features.28.weight", "features.40.weight"]
    case .huggingFace: ["encoder.stages.0.layers.0.layer.0.convolution.weight"]
    case .transformer: ["blocks.0.attn.qkv.weight"]
    case .torchvisionTransformer:
      ["encoder.layers.encoder_layer_0.self_attention.in_proj_weight"]
    case .huggingFaceTransformer:
      [
        "encoder.layer.0.attention.attention.query.weight",
        "encoder.layer.0.attention.q_proj.weight", "layers.0.attention.q_proj.weight",
      ]
    }
  }

  /// Returns torchvision's name of a tensor, or DINO's of one of a vision transformer; nil for one that the
  /// naming has no place for.
  func name(of key: String) -> String? {
    switch self {
    case .residual, .features, .transformer: return key
    case .torchvisionTransformer: return TransformerNames.torchvision(key)
    case .huggingFaceTransformer: return TransformerNames.huggingFace(key)
    case .positions:
      let parts = key.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let layer = Self.layers[String(parts[0])] else { return nil }
      return "\(layer).\(parts[1])"
    case .huggingFace: return Self.plainName(key.split(separator: ".").map(String.init))
    }
  }

  /// Returns which third of a tensor a key names, where queries, keys and values are stored apart.
  func third(of key: String) -> Int? {
    guard self == .huggingFaceTransformer else { return nil }
    let parts = key.split(separator: ".")
    return parts.dropLast().last.flatMap { TransformerNames.thirds[String($0)] }
  }

  private static let layers = [
    "0": "conv1", "1": "bn1", "4": "layer1", "5": "layer2", "6": "layer3", "7": "layer4",
  ]

  /// Returns torchvision's name of a tensor of a `ResNetModel` of transformers.
  private static func plainName(_ parts: [String]) -> String? {
    if parts.count == 4, parts.starts(with: ["embedder", "embedder"]) {
      return kind(parts[2]).map { "\($0 == .convolution ? "conv1" : "bn1").\(parts[3])" }
    }
    guard parts.count >= 8, parts.starts(with: ["encoder", "stages"]), parts[3] == "layers",
      let stage = number(parts[2]), let block = number(parts[4])
    else { return nil }
    let place = "layer\(stage + 1).\(block)"
    if parts.count == 8, parts[5] == "shortcut" {
      return kind(parts[6]).map {
        "\(place).downsample.\($0 == .convolution ? 0 : 1).\(parts[7])"
      }
    }
    guard parts.count == 9, parts[5] == "layer", let layer = number(parts[6]) else { return nil }
    return kind(parts[7]).map {
      "\(place).\($0 == .convolution ? "conv" : "bn")\(layer + 1).\(parts[8])"
    }
  }

  private enum LayerKind { case convolution, normalisation }

  private static func kind(_ part: String) -> LayerKind? {
    switch part {
    case "convolution": .convolution
    case "normalization": .normalisation
    default: nil
    }
  }

  /// Returns a small number that is written as such, without sign or leading zero.
  private static func number(_ part: String) -> Int? {
    guard let number = Int(part), (0..<1000).contains(number), "\(number)" == part else {
      return nil
    }
    return number
  }
}
