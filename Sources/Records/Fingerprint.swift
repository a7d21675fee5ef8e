public import Specs

/// The SHA-256 of one thing that an experiment read or made, which is the same on every machine.
public struct Fingerprint: Sendable, Hashable, Codable {
  /// What it is of, in the order in which one is made from the other.
  public enum Kind: String, CaseIterable, Sendable, Codable {
    /// The images, boxes, labels and positives of a set.
    case dataset
    /// The tensors of a network.
    case weights
    /// The descriptors that one network made of a list of images.
    case descriptors
    /// A fitted projection.
    case whitening
    /// The whole ranking of every query of a set under one row.
    case ranking
    /// The expected values of every query of a set in an order that chance decides.
    case expectation
    /// A file of the table.
    case table
  }

  /// What it is of.
  public let kind: Kind

  /// What tells it from others of its kind, such as "contrastive, seed 0".
  public let name: String

  /// 64 hexadecimal digits.
  public let sha256: String

  /// The optional set that it was made for alone; nil for what every run of the table makes.
  public let optionalSet: DatasetName?

  /// Creates a fingerprint.
  public init(kind: Kind, name: String, sha256: String, optionalSet: DatasetName? = nil) {
    self.kind = kind
    self.name = name
    self.sha256 = sha256
    self.optionalSet = optionalSet
  }
}
