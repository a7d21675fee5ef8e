public import Networks
internal import OrderedCollections
internal import Tensors

/// The weights of a network as a project stored them, whichever file format and naming it uses.
///
/// Nothing of the file is run. A file that is not the whole of a known network is described all the
/// same, but gives no weights.
public struct Checkpoint: Sendable {
  /// The file formats.
  public enum Format: String, Sendable, CaseIterable {
    /// What PyTorch writes since version 1.6.
    case zip

    /// What PyTorch wrote before, often as `.pth.tar`.
    case legacy

    /// Hugging Face's format.
    case safetensors
  }

  /// The file.
  public let path: String

  /// The format of the file.
  public let format: Format

  /// The project whose layout the file has, or nil when it is none that is known.
  public let family: CheckpointFamily?

  /// The network, or the one that the tensors come nearest to; nil when they come near none.
  public let architecture: Architecture?

  /// The channels of the network's first stage; nil for an architecture of one width.
  public let width: Int?

  /// The number of tensors in the file.
  public let tensorCount: Int

  /// The names in the file of the tensors that are used.
  public let mapped: [String]

  /// The names in the file of the tensors that a rule of the family leaves out: heads, momentum
  /// encoders, queues, optimiser states and counters of batches.
  public let dropped: [String]

  /// torchvision's names of the tensors that the network needs and the file lacks.
  public let missing: [String]

  /// The names in the file of the tensors that no rule has a place for.
  public let unexpected: [String]

  /// torchvision's names of the tensors of a wrong shape, with both shapes.
  public let misshapen: [String]

  /// The Python classes that the file names and that are kept as data and never used.
  public let inert: [String]

  /// The learnt exponent of GeM pooling, or those of each channel, where the file holds them.
  public let gemExponents: [Float]?

  /// The projections behind the pooling that the file holds, in its order.
  public let whitenings: [StoredWhitening]

  /// The tensors of the network by torchvision's names; empty when `fault` is not nil.
  let tensors: OrderedDictionary<String, Tensor>

  /// Why the file gives no weights, or nil when it is the whole of a known network.
  public var fault: CheckpointError? {
    guard let architecture else {
      return CheckpointError(.unknownNetwork, path: path, unknownReason)
    }
    guard missing.isEmpty, unexpected.isEmpty, misshapen.isEmpty else {
      return CheckpointError(
        .incomplete, path: path, incompleteReason(architecture))
    }
    return nil
  }
}

extension Checkpoint {
  /// Reads a file.
  ///
  /// - Parameter path: a safetensors file, or one that `torch.save` wrote.
  /// - Returns: what the file holds, also when that is no known network.
  /// - Throws: `CheckpointError` when the file cannot be read, any rule of its format is broken, it
  ///   names a Python symbol that is not plain data, or it holds no tensors by name.
  /// - Complexity: O(size of the file) in time; memory for the network's tensors and, with
  ///   PyTorch's formats, a few times the pickle that names them.
  public static func load(_ path: String) throws(CheckpointError) -> Checkpoint {
    let file = try CheckpointFile(opening: path)
    let saved = try SavedTensors(reading: file)
    return try Checkpoint(saved, NetworkMapping(of: saved.tensors), file)
  }

  private init(
    _ saved: SavedTensors, _ mapping: NetworkMapping, _ file: borrowing CheckpointFile
  ) throws(CheckpointError) {
    path = file.path
    format = saved.format
    family = mapping.family
    architecture = mapping.architecture
    width = mapping.width
    tensorCount = saved.tensors.count
    mapped = mapping.mapped.map(\.description)
    dropped = mapping.dropped.map(\.description)
    missing = mapping.missing
    unexpected = mapping.unexpected.map(\.description)
    misshapen = mapping.misshapen
    inert = Array(saved.inert)
    guard mapping.isWhole else {
      (gemExponents, whitenings, tensors) = (nil, [], [:])
      return
    }
    try saved.checkSize(of: mapping.mapped, in: file)
    var tensors: OrderedDictionary<String, Tensor> = [:]
    for (name, path) in mapping.network {
      tensors[name] = try saved.tensor(path, in: file)
    }
    self.tensors = tensors
    gemExponents = try saved.gemExponents(mapping, in: file)
    whitenings = try saved.whitenings(mapping, in: file)
  }
}
