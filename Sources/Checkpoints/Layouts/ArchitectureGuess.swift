internal import Networks
internal import OrderedCollections

/// The known network that names and shapes come nearest to.
struct ArchitectureGuess: Sendable {
  /// The widest first stage that is considered, so that no shape asks for an absurd network.
  private static let widthLimit = 1024

  let architecture: Architecture

  /// The channels of the first stage, or nil for a family of one width.
  let width: Int?

  /// Guesses from torchvision's names.
  ///
  /// - Parameter shapes: the lengths of the axes of each tensor, by torchvision's name.
  init?(_ shapes: OrderedDictionary<String, [Int]>) {
    if let first = shapes["conv1.weight"], first.count == 4, shapes["layer1.0.conv1.weight"] != nil
    {
      guard (1...Self.widthLimit).contains(first[0]),
        let architecture = Self.residualNetwork(shapes.keys)
      else { return nil }
      self.architecture = architecture
      width = first[0]
    } else if shapes["features.0.weight"]?.count == 4,
      shapes["features.28.weight"]?.count == 4 || shapes["features.40.weight"]?.count == 4
    {
      architecture = shapes["features.1.weight"] == nil ? .vgg16 : .normalisedVGG16
      width = nil
    } else if let patches = shapes["patch_embed.proj.weight"], patches.count == 4,
      let architecture = Self.transformer(
        width: patches[0], patchSize: patches[3], hasRegisters: shapes["register_tokens"] != nil)
    {
      self.architecture = architecture
      width = nil
    } else {
      return nil
    }
  }

  /// Returns the vision transformer of a width on patches of a size.
  private static func transformer(
    width: Int, patchSize: Int, hasRegisters: Bool
  ) -> Architecture? {
    Architecture.allCases.first { architecture in
      guard architecture.hasClassToken, let embedding = architecture.graph().embedding else {
        return false
      }
      return embedding.width == width && embedding.patchSize == patchSize
        && (embedding.registers > 0) == hasRegisters
    }
  }

  /// Returns the shallowest network that has a place for every block.
  private static func residualNetwork(_ names: OrderedSet<String>) -> Architecture? {
    var counts = [0, 0, 0, 0]
    for name in names {
      let parts = name.split(separator: ".")
      guard parts.count > 2, parts[0].hasPrefix("layer"), let stage = Int(parts[0].dropFirst(5)),
        (1...4).contains(stage), let block = Int(parts[1]), (0..<1000).contains(block)
      else { continue }
      counts[stage - 1] = max(counts[stage - 1], block + 1)
    }
    let hasBottlenecks = names.contains("layer1.0.conv3.weight")
    let depth = ResNet.Depth.allCases.first { depth in
      depth.hasBottlenecks == hasBottlenecks
        && zip(depth.blockCounts, counts).allSatisfy { $0 >= $1 }
    }
    return depth.flatMap { Architecture(rawValue: "resnet\($0.rawValue)") }
  }
}
