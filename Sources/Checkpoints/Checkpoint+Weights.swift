public import Formats
public import Networks
internal import OrderedCollections

extension Checkpoint {
  /// Returns the weights of the network in the file.
  ///
  /// - Returns: the weights, for `architecture` and `width`.
  /// - Throws: `CheckpointError`, which is `fault`, unless every tensor of the file is mapped or
  ///   dropped by rule and the network lacks none.
  public func networkWeights() throws(CheckpointError) -> NetworkWeights {
    if let fault { throw fault }
    guard let architecture else {
      throw CheckpointError(.unknownNetwork, path: path, unknownReason)
    }
    do throws(NetworkWeightsError) {
      return try NetworkWeights(tensors, for: architecture.graph(width: width))
    } catch {
      throw CheckpointError(.incomplete, path: path, "\(error)")
    }
  }

  /// Returns the weights of a network that is known beforehand.
  ///
  /// - Parameters:
  ///   - wanted: the architecture that the file must hold.
  ///   - width: the channels of its first stage; nil means the paper's.
  /// - Returns: its weights.
  /// - Throws: `CheckpointError` when the file holds another network, or what `networkWeights()`
  ///   throws.
  public func networkWeights(
    for wanted: Architecture, width: Int? = nil
  ) throws(CheckpointError) -> NetworkWeights {
    let wantedWidth = width ?? wanted.standardWidth
    if case .ambiguous = choice, let fault { throw fault }
    guard let architecture else {
      throw CheckpointError(
        .otherNetwork, path: path,
        "\(Self.name(wanted, wantedWidth)) was asked for, and \(unknownReason)")
    }
    guard architecture == wanted, self.width == wantedWidth else {
      throw CheckpointError(
        .otherNetwork, path: path,
        "\(Self.name(wanted, wantedWidth)) was asked for, and the file holds "
          + "\(Self.name(architecture, self.width)). Ask for that one, or give another file."
          + otherNetworksSentence)
    }
    return try networkWeights()
  }

  /// Returns the network under torchvision's names, or DINO's for a vision transformer, with learnt GeM
  /// exponents as text `pool.p`, and the conventions of a vision transformer as text too.
  ///
  /// Whitenings are not part of it.
  ///
  /// - Returns: what a safetensors file of this network holds.
  /// - Throws: `CheckpointError`, as `networkWeights()` does.
  public func safetensors() throws(CheckpointError) -> Safetensors {
    var file = Safetensors(tensors: try networkWeights().tensors)
    file.metadata[GeMExponents.name] = gemExponents.map(GeMExponents.text)
    file.metadata[NetworkMapping.conventionsKey] = conventions?.rawValue
    return file
  }

  static func name(_ architecture: Architecture, _ width: Int?) -> String {
    architecture.rawValue
      + (width == architecture.standardWidth ? "" : width.map { " of width \($0)" } ?? "")
  }
}
