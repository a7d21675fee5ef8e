internal import Formats
internal import Foundation
internal import JSON

/// The configuration that transformers keeps beside its weights, of which tensors tell nothing.
enum TransformersConfig {
  private static let sizeLimit = 1 << 20

  /// Settings that would make another network of the same tensors, and why it does not run here.
  private static let otherNetworks = [
    "downsample_in_bottleneck": "puts the stride of a bottleneck into its first convolution",
    "downsample_in_first_stage": "puts a stride into the first stage",
  ]

  /// Looks into the file `config.json` beside the weights, where there is one.
  ///
  /// - Parameter path: the file of the weights.
  /// - Throws: `CheckpointError` when it says that they are those of a network that does not run here,
  ///   or is damaged.
  static func check(beside path: String) throws(CheckpointError) {
    let config = URL(filePath: path).deletingLastPathComponent().appending(path: "config.json").path
    guard FileManager.default.fileExists(atPath: config) else { return }
    let reading = JSONParser.read(try content(of: config), file: config)
    guard let root = reading.root, reading.mistakes.isEmpty else {
      let mistakes = reading.mistakes.map { "\($0)" }.joined(separator: "; ")
      throw CheckpointError(
        .damaged, path: config,
        "it is not the JSON that describes the weights beside it. \(mistakes).")
    }
    let stated = switchedOn(root).compactMap { name in
      otherNetworks[name].map { "\(name) \($0)" }
    }
    guard let first = stated.first else { return }
    throw CheckpointError(
      .otherNetwork, path: path,
      "its config.json says that \(first), and torchvision's network has it elsewhere. Give weights "
        + "of the usual kind, such as microsoft/resnet-50.")
  }

  /// Returns the keys of everything that is true, at any depth.
  private static func switchedOn(_ node: JSONNode) -> [String] {
    switch node.value {
    case .object(let members):
      members.flatMap { member in
        if case .bool(true) = member.node.value { [member.key] } else { switchedOn(member.node) }
      }
    case .array(let nodes): nodes.flatMap(switchedOn)
    case .null, .bool, .number, .string: []
    }
  }

  private static func content(of path: String) throws(CheckpointError) -> [UInt8] {
    let file = try TensorFile(opening: path)
    guard file.size <= sizeLimit else {
      throw CheckpointError(.limit, path: path, "it is above \(sizeLimit) bytes.")
    }
    return try file.bytes(0..<file.size)
  }
}
