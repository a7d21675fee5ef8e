public import Checkpoints
internal import Formats
internal import Networks

/// What a file of weights holds, as a record.
///
/// Scripts rely on the names of its members.
public struct CheckpointSummary: Sendable, Hashable, Encodable {
  /// "zip", "legacy" or "safetensors".
  public let format: String

  /// The project whose layout the file has, such as "moco".
  public let family: String?

  /// torchvision's name of the network, such as "resnet50".
  public let architecture: String?

  /// The channels of the first stage of a residual network.
  public let width: Int?

  /// What stands before the names of the network in the file.
  public let prefix: String?

  /// What stands before the names of the other networks in it.
  public let alternatives: [String]

  /// The number of tensors in the file.
  public let tensors: Int

  /// The number of them that are used.
  public let mapped: Int

  /// The names of those that a rule leaves out.
  public let dropped: [String]

  /// The names of those that the network needs and the file lacks.
  public let missing: [String]

  /// The names of those that no rule has a place for.
  public let unexpected: [String]

  /// The names of those of a wrong shape, with both shapes.
  public let misshapen: [String]

  /// The Python classes that the file names and that are never used.
  public let inert: [String]

  /// The learnt exponent of GeM pooling, or those of each channel.
  public let gemExponents: [Float]?

  /// The names of the projections behind the pooling.
  public let whitenings: [String]

  /// Why the file gives no weights, or nil when it does.
  public let fault: String?

  /// The name of the first tensor that is used, which tells where the network lies.
  let firstMapped: String?

  /// Creates the record of a file.
  public init(of checkpoint: Checkpoint) {
    format = checkpoint.format.rawValue
    family = checkpoint.family?.rawValue
    architecture = checkpoint.architecture?.rawValue
    width = checkpoint.width
    prefix = checkpoint.prefix
    alternatives = checkpoint.alternatives
    tensors = checkpoint.tensorCount
    mapped = checkpoint.mapped.count
    dropped = checkpoint.dropped
    missing = checkpoint.missing
    unexpected = checkpoint.unexpected
    misshapen = checkpoint.misshapen
    inert = checkpoint.inert
    gemExponents = checkpoint.gemExponents
    whitenings = checkpoint.whitenings.map(\.name)
    fault = checkpoint.fault?.reason
    firstMapped = checkpoint.mapped.first
  }

  private enum CodingKeys: String, CodingKey {
    case format, family, architecture, width, prefix, alternatives, tensors, mapped, dropped
    case missing, unexpected, misshapen, inert, gemExponents, whitenings, fault
  }

  /// Writes every member, those without a value as null.
  public func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: CodingKeys.self)
    try members.encode(format, forKey: .format)
    try members.encode(family, forKey: .family)
    try members.encode(architecture, forKey: .architecture)
    try members.encode(width, forKey: .width)
    try members.encode(prefix, forKey: .prefix)
    try members.encode(alternatives, forKey: .alternatives)
    try members.encode(tensors, forKey: .tensors)
    try members.encode(mapped, forKey: .mapped)
    try members.encode(dropped, forKey: .dropped)
    try members.encode(missing, forKey: .missing)
    try members.encode(unexpected, forKey: .unexpected)
    try members.encode(misshapen, forKey: .misshapen)
    try members.encode(inert, forKey: .inert)
    try members.encode(gemExponents, forKey: .gemExponents)
    try members.encode(whitenings, forKey: .whitenings)
    try members.encode(fault, forKey: .fault)
  }
}
