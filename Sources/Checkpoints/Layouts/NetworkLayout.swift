internal import Formats

/// How one family stores a network: what tells it, and what becomes of each key.
///
/// Keys are seen without what wrappers of PyTorch put in, and from the place on at which the family's
/// own names begin, which may lie below the names of a trainer.
struct NetworkLayout: Sendable {
  let family: CheckpointFamily

  /// What stands before the names of the network.
  var prefix = ""

  /// How the layers are named behind that.
  var naming = NetworkNaming.residual

  /// Some key starts with one of these, where the prefix alone does not tell the family.
  var evidence: [String] = []

  /// Keys that start with one of these are dropped though they stand among the network's own names:
  /// what the family trains beside it.
  var dropped: [String] = []

  /// Names, behind the prefix, that start with one of these are dropped: the network's own head.
  var heads = ["fc.", "classifier."]

  /// The key of a learnt GeM exponent.
  var gemExponent: String?

  /// What stands before "weight" and "bias" of a linear layer behind the pooling.
  var whitening: String?

  /// Keys beside the prefix that start with one of these are a part of the network as well, and have
  /// to be known.
  var parts: [String] = []

  /// Whether nothing but wrappers may stand before the family's own names.
  var isAtTop = false

  /// Finds where the family's own names begin.
  ///
  /// - Parameters:
  ///   - place: where the network lies.
  ///   - tensors: the tensors of the same dictionary.
  /// - Returns: the place before them, or nil when the network is not stored so.
  func base(of place: NetworkPlace, among tensors: [TensorPath]) -> NetworkPlace? {
    guard place.naming == naming,
      let path = place.path.before(prefix.split(separator: ".").map(String.init))
    else { return nil }
    guard !isAtTop || path.withoutWrappers.isEmpty else { return nil }
    let base = NetworkPlace(keys: place.keys, path: path, naming: naming)
    guard !evidence.isEmpty else { return base }
    let isSeen = tensors.contains { tensor in
      guard base.contains(tensor) else { return false }
      let key = base.key(of: tensor)
      return evidence.contains { key.hasPrefix($0) }
    }
    return isSeen ? base : nil
  }

  /// Returns torchvision's name of a key, or nil when it is none of the network.
  func name(of key: String) -> String? { naming.name(of: String(key.dropFirst(prefix.count))) }

  /// Returns which third of a tensor a key names, where it is stored in three.
  func third(of key: String) -> Int? { naming.third(of: String(key.dropFirst(prefix.count))) }

  /// Whether torchvision's name is one of the layers behind the feature map.
  func isHead(_ name: String) -> Bool { heads.contains { name.hasPrefix($0) } }

  /// The layouts in the order they are tried: the more a layout demands, the earlier it comes.
  static let all: [NetworkLayout] = [
    NetworkLayout(family: .moco, prefix: "encoder_q."),
    NetworkLayout(family: .moco, prefix: "base_encoder."),
    NetworkLayout(family: .mmselfsup, prefix: "encoder_q.0."),
    NetworkLayout(family: .simSiam, prefix: "encoder."),
    NetworkLayout(family: .vissl, prefix: "_feature_blocks."),
    NetworkLayout(family: .barlowTwins, prefix: "backbone.", evidence: ["projector."]),
    NetworkLayout(family: .dino, prefix: "backbone.", evidence: ["head.last_layer."]),
    NetworkLayout(family: .mmselfsup, prefix: "backbone."),
    NetworkLayout(
      family: .swav, evidence: ["projection_head.", "prototypes."],
      dropped: ["projection_head.", "prototypes."]),
    NetworkLayout(
      family: .dirtorch, evidence: ["adpool."], heads: [], gemExponent: "adpool.p",
      whitening: "fc."),
    NetworkLayout(
      family: .cirtorch, prefix: "features.", naming: .positions, heads: [], gemExponent: "pool.p",
      whitening: "whiten.", parts: ["pool.", "whiten.", "lwhiten."]),
    NetworkLayout(
      family: .cirtorch, naming: .positions, heads: [], gemExponent: "pool.p",
      whitening: "whiten.", isAtTop: true),
    NetworkLayout(
      family: .cirtorch, naming: .features, evidence: ["pool.p", "whiten.weight"],
      gemExponent: "pool.p", whitening: "whiten."),
    NetworkLayout(
      family: .moco, prefix: "base_encoder.", naming: .transformer, heads: ["head."]),
    NetworkLayout(
      family: .dino, prefix: "backbone.", naming: .transformer, evidence: ["head.last_layer."],
      heads: ["head."]),
    NetworkLayout(
      family: .dinov2, naming: .transformer, evidence: ["mask_token", "register_tokens"],
      dropped: ["mask_token"], heads: ["head."]),
    NetworkLayout(family: .timm, naming: .transformer, heads: ["head.", "pre_logits."]),
    NetworkLayout(
      family: .huggingFace, naming: .huggingFaceTransformer,
      dropped: ["pooler.", "embeddings.mask_token"], heads: []),
    NetworkLayout(
      family: .torchvision, naming: .torchvisionTransformer, dropped: ["heads."], heads: []),
    NetworkLayout(family: .huggingFace, naming: .huggingFace),
    NetworkLayout(family: .torchvision),
    NetworkLayout(family: .torchvision, naming: .positions, heads: []),
    NetworkLayout(family: .torchvision, naming: .features),
  ]
}
