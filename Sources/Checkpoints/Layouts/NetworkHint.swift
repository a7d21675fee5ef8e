/// Which network the names of tensors are known to belong to, where it is none that runs here.
struct NetworkHint: Sendable {
  /// The sentence that names it, with a blank behind.
  let sentence: String

  /// Looks for names that one kind of network alone has.
  ///
  /// - Returns: nil when the names are none of those.
  init?(names: [String]) {
    let found = Self.kinds.first { kind in
      names.contains { name in kind.marks.contains { Self.has($0, in: name) } }
    }
    guard let found else { return nil }
    sentence = "It has the names of \(found.network). "
  }

  /// Whether the parts of a mark stand in a name one behind the other.
  private static func has(_ mark: String, in name: String) -> Bool {
    name == mark || name.hasPrefix("\(mark).") || name.hasSuffix(".\(mark)")
      || name.contains(".\(mark).")
  }

  private static let kinds: [(network: String, marks: [String])] = [
    (
      "a ResNet whose stem is several convolutions (timm's and gluon's resnet50c, d, s and t): "
        + "another network than torchvision's, which does not run here",
      ["conv1.0.weight", "conv1.3.weight"]
    ),
    (
      "a ResNet with averaging shortcuts (timm's resnet-d): another network than torchvision's, "
        + "which does not run here",
      ["downsample.2.running_var"]
    ),
    (
      "CLIP's ResNet, with three convolutions first and attention last, which does not run here",
      ["attnpool.positional_embedding", "attnpool.q_proj.weight"]
    ),
    (
      "a ResNet with squeeze and excitation or attention in its blocks, which does not run here",
      ["se.fc1.weight", "se.conv.weight", "se.fc.0.weight", "se_module.fc1.weight"]
    ),
    (
      "a ResNet of version 2 (BiT and timm's resnetv2), which does not run here",
      ["stem.conv.weight", "root.conv.weight"]
    ),
    (
      "a vision transformer of another kind or size than those that run here",
      ["cls_token", "patch_embed.proj.weight", "patch_embeddings.projection.weight"]
    ),
    (
      "Detectron2's ResNet, which puts strides in other convolutions than torchvision's and does "
        + "not run here",
      ["res2.0.conv1.weight", "stem.conv1.weight"]
    ),
  ]
}
