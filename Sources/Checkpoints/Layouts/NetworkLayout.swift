/// How one family stores a network: what tells it, and what becomes of each key.
///
/// Keys are seen without the "module." that data-parallel training puts before all of them.
struct NetworkLayout: Sendable {
  let family: CheckpointFamily

  /// What stands before the names of the network.
  var prefix = ""

  /// A key belongs to this family when it starts with the prefix and `conv1.weight` or one of these
  /// names of a first convolution.
  var firstNames = ["conv1.weight", "features.0.weight"]

  /// Some key starts with one of these, where the prefix alone does not tell the family.
  var evidence: [String] = []

  /// Keys that start with one of these are dropped: what the family trains beside the network.
  var dropped: [String] = []

  /// Names, behind the prefix, that start with one of these are dropped: the network's own head.
  var heads = ["fc.", "classifier."]

  /// The key of a learnt GeM exponent.
  var gemExponent: String?

  /// What stands before "weight" and "bias" of a linear layer behind the pooling.
  var whitening: String?

  /// torchvision's name for a position, where layers are stored by position.
  var positions: [String: String] = [:]

  /// Whether these keys are stored so.
  func recognises(_ keys: some Sequence<String>) -> Bool {
    var (hasFirst, hasEvidence) = (false, evidence.isEmpty)
    for key in keys {
      hasFirst = hasFirst || firstNames.contains { key == prefix + $0 }
      hasEvidence = hasEvidence || evidence.contains { key.hasPrefix($0) }
    }
    return hasFirst && hasEvidence
  }

  /// The layouts in the order they are tried: the more a layout demands, the earlier it comes.
  static let all: [NetworkLayout] = [
    NetworkLayout(
      family: .moco, prefix: "encoder_q.", dropped: ["encoder_k.", "queue"]),
    NetworkLayout(
      family: .moco, prefix: "base_encoder.", dropped: ["momentum_encoder.", "predictor."]),
    NetworkLayout(
      family: .mmselfsup, prefix: "encoder_q.0.",
      dropped: ["encoder_q.1.", "encoder_k.", "queue", "head.", "neck."]),
    NetworkLayout(family: .simSiam, prefix: "encoder.", dropped: ["predictor."]),
    NetworkLayout(family: .vissl, prefix: "_feature_blocks."),
    NetworkLayout(
      family: .vissl, prefix: "trunk.base_model._feature_blocks.", dropped: ["heads."]),
    NetworkLayout(
      family: .barlowTwins, prefix: "backbone.", evidence: ["projector."],
      dropped: ["projector.", "bn."]),
    NetworkLayout(
      family: .dino, prefix: "backbone.", evidence: ["head.last_layer."], dropped: ["head."]),
    NetworkLayout(
      family: .mmselfsup, prefix: "backbone.",
      dropped: ["neck.", "head.", "target_net.", "online_net.", "queue", "encoder_k."]),
    NetworkLayout(
      family: .swav, evidence: ["projection_head.", "prototypes."],
      dropped: ["projection_head.", "prototypes."]),
    NetworkLayout(
      family: .dirtorch, evidence: ["adpool."], heads: [], gemExponent: "adpool.p",
      whitening: "fc."),
    cirtorch(prefix: "features.", first: "0.weight", evidence: ["features.4.0.conv1."]),
    cirtorch(prefix: "", first: "0.weight", evidence: ["4.0.conv1."]),
    NetworkLayout(
      family: .cirtorch, firstNames: ["features.0.weight"],
      evidence: ["pool.p", "whiten.weight"], gemExponent: "pool.p", whitening: "whiten."),
    NetworkLayout(family: .torchvision),
  ]

  private static func cirtorch(
    prefix: String, first: String, evidence: [String]
  ) -> NetworkLayout {
    NetworkLayout(
      family: .cirtorch, prefix: prefix, firstNames: [first], evidence: evidence, heads: [],
      gemExponent: "pool.p", whitening: "whiten.",
      positions: [
        "0": "conv1", "1": "bn1", "4": "layer1", "5": "layer2", "6": "layer3", "7": "layer4",
      ])
  }
}
