public import Formats
public import Networks
internal import OrderedCollections
internal import Tensors

/// The weights of a network as a project stored them, whichever file format and naming it uses.
///
/// Nothing of the file is run. A file that is not the whole of a known network is described all the
/// same, but gives no weights.
public struct Checkpoint: Sendable {
  /// The file.
  public let path: String

  /// The format of the file.
  public let format: TensorFileFormat

  /// The project whose layout the file has, or nil when it is none that is known.
  public let family: CheckpointFamily?

  /// The network, or the one that the tensors come nearest to; nil when they come near none.
  public let architecture: Architecture?

  /// The channels of the network's first stage; nil for an architecture of one width.
  public let width: Int?

  /// What stands before the names of the network in the file, such as "state_dict.module."; nil when
  /// no network was taken.
  public let prefix: String?

  /// What stands before the names of the other networks of the file, in its order.
  public let alternatives: [String]

  /// The prefix, where it was asked for and another network would have been taken without that.
  public let chosenPrefix: String?

  /// The files that were read: one, or an index and the files it names.
  public let files: [String]

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

  /// Whose code a vision transformer is to be computed as, where the layout or the text of the file tells.
  public let conventions: VisionTransformer.Conventions?

  /// The projections behind the pooling that the file holds, in its order.
  public let whitenings: [StoredWhitening]

  /// The tensors of the network that hold values no network computes with, by their names in the
  /// file.
  let damage: [TensorDamage]

  /// The tensors of the network by torchvision's names; empty when `fault` is not nil.
  let tensors: OrderedDictionary<String, Tensor>

  /// What came of the choice among the networks of the file.
  let choice: NetworkSearch.Choice

  /// Why the file gives no weights, or nil when it is the whole of a known network.
  public var fault: CheckpointError? {
    if case .ambiguous(let places) = choice {
      return CheckpointError(.ambiguous, path: path, Self.ambiguousReason(places.map(\.prefix)))
    }
    guard let architecture else {
      return CheckpointError(.unknownNetwork, path: path, unknownReason)
    }
    guard missing.isEmpty, unexpected.isEmpty, misshapen.isEmpty else {
      return CheckpointError(
        .incomplete, path: path, incompleteReason(architecture))
    }
    guard damage.isEmpty else { return CheckpointError(.damaged, path: path, damageReason) }
    return nil
  }
}

extension Checkpoint {
  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: a safetensors file, one that `torch.save` wrote, or the index of several.
  ///   - prefix: what stands before the names of the network that is wanted, its beginning or its
  ///     end; nil for the network that the rule of `NetworkRole` prefers.
  /// - Returns: what the file holds, also when that is no known network.
  /// - Throws: `CheckpointError` when the file cannot be read, any rule of its format is broken, it
  ///   names a Python symbol that is not plain data, or no network lies below the prefix.
  /// - Complexity: O(size of the file) in time; memory for the network's tensors and, with
  ///   PyTorch's formats, a few times the pickle that names them.
  public static func load(
    _ path: String, prefix: String? = nil
  ) throws(CheckpointError) -> Checkpoint {
    let tensors = try OpenTensors.open(path)
    return try Checkpoint(tensors.saved, below: prefix, in: tensors.file)
  }

  private init(
    _ saved: SavedTensors, below prefix: String?, in file: borrowing TensorFile
  ) throws(CheckpointError) {
    let mapping = NetworkMapping(of: saved.tensors, below: prefix)
    path = file.path
    files = file.files
    choice = mapping.choice
    self.prefix = mapping.place?.prefix
    alternatives = mapping.places.filter { $0 != mapping.place }.map(\.prefix)
    chosenPrefix = mapping.isPreferred ? nil : mapping.place?.prefix
    if case .unknownPrefix(let unknown) = choice {
      throw CheckpointError(
        .ambiguous, path: file.path, Self.unknownReason(of: unknown, mapping.places.map(\.prefix)))
    }
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
    conventions = mapping.conventions(among: saved.metadata)
    guard mapping.isWhole else {
      (gemExponents, whitenings, damage, tensors) = (nil, [], [], [:])
      return
    }
    if mapping.family == .huggingFace { try TransformersConfig.check(beside: file.path) }
    (tensors, damage) = try Self.network(of: mapping, saved, in: file)
    gemExponents = try saved.gemExponents(mapping, in: file)
    whitenings = try saved.whitenings(mapping, in: file)
  }

  /// Returns the tensors of a whole network, none of them when some are damaged.
  private static func network(
    of mapping: NetworkMapping, _ saved: SavedTensors, in file: borrowing TensorFile
  ) throws(CheckpointError) -> (OrderedDictionary<String, Tensor>, [TensorDamage]) {
    var tensors: OrderedDictionary<String, Tensor> = [:]
    var damage: [TensorDamage] = []
    try saved.checkSize(of: mapping.mapped, in: file)
    for (name, paths) in mapping.network {
      var parts: [Tensor] = []
      for path in paths {
        let tensor = try saved.tensor(path, in: file)
        if let found = TensorDamage(of: tensor, called: name, inFile: path.description) {
          damage.append(found)
        }
        parts.append(tensor)
      }
      tensors[name] = joined(parts)
    }
    return (damage.isEmpty ? tensors : [:], damage)
  }

  /// Returns tensors of one shape one behind the other along their first axis.
  private static func joined(_ parts: [Tensor]) -> Tensor {
    guard parts.count > 1 else { return parts[0] }
    let lengths = parts[0].shape.lengths
    return Tensor(
      shape: Shape([parts.count * lengths[0]] + lengths.dropFirst()),
      elements: parts.flatMap(\.elements))
  }
}

extension NetworkMapping {
  /// The key of a file's text that names conventions.
  static let conventionsKey = "conventions"

  /// Returns whose code a vision transformer is to be computed as, where the file tells.
  func conventions(among metadata: [String: String]) -> VisionTransformer.Conventions? {
    guard let architecture, architecture.hasClassToken else { return nil }
    if let named = metadata[Self.conventionsKey].flatMap(
      VisionTransformer.Conventions.init(rawValue:))
    {
      return named
    }
    return switch family {
    case .moco: .mocoV3
    case .dino: .dino
    case .dinov2: .dinov2
    case .torchvision: .torchvision
    case .huggingFace: .transformers
    default: nil
    }
  }
}
