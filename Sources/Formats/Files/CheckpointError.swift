public import Failures

/// A checkpoint that cannot be used, and why.
public struct CheckpointError: Failure, Equatable {
  /// The kind of fault.
  public enum Code: Sendable, Equatable {
    /// The system refuses to read the file.
    case unreadable

    /// The file, or what it claims to hold, is above a limit.
    case limit

    /// The file ends before its content does.
    case truncated

    /// The bytes contradict the format or each other.
    case damaged

    /// The file is of a kind that is not read here.
    case unsupported

    /// The file names a class or function that is not plain data.
    case symbol(PickleSymbol)

    /// The tensors belong to none of the known networks.
    case unknownNetwork

    /// Tensors of the network are missing, misshapen or too many.
    case incomplete

    /// Several networks are entitled to be taken, or none lies where it was asked for.
    case ambiguous

    /// The tensors belong to another network than the one asked for.
    case otherNetwork
  }

  /// The kind of fault.
  public let code: Code

  /// The file.
  public let path: String

  /// What is wrong and what to try, as sentences.
  public let reason: String

  /// Creates an error.
  ///
  /// - Parameters:
  ///   - code: the kind of fault.
  ///   - path: the file.
  ///   - reason: what is wrong and what to try, as sentences.
  public init(_ code: Code, path: String, _ reason: String) {
    self.code = code
    self.path = path
    self.reason = reason
  }

  /// The file is there, and no weights are had from it; or it is not there.
  public var kind: FailureKind { .damagedInput }

  /// The file.
  public var subject: String { path }

  /// Which file cannot be used, and why.
  public var statement: String { "Could not load the weights in '\(path)': \(reason)" }
}

extension CheckpointError {
  /// Creates the error of a safetensors file that ends before its content does, or claims too much.
  init(cutShort path: String, _ reason: String) {
    self.init(
      .truncated, path: path,
      "it is not a whole safetensors file: \(reason). Fetch or convert it again.")
  }

  /// Creates the error of a tensor that contradicts itself, others, or the size of the file.
  init(tensor name: String, of path: String, _ reason: String) {
    self.init(.damaged, path: path, "tensor '\(name)' is damaged: \(reason).")
  }

  /// Creates the error of a file whose pickle is refused.
  init(_ error: PickleError, path: String) {
    switch error.code {
    case .truncated: self.init(.truncated, path: path, "\(error)")
    case .malformed: self.init(.damaged, path: path, "\(error)")
    case .unsupported: self.init(.unsupported, path: path, "\(error)")
    case .limit: self.init(.limit, path: path, "\(error)")
    case .symbol(let symbol): self.init(naming: symbol, at: error.offset, path: path)
    }
  }

  /// Creates the error of a file that names a class or function.
  ///
  /// - Parameters:
  ///   - symbol: the name.
  ///   - offset: where it stands in the pickle, if that is known.
  ///   - path: the file.
  init(naming symbol: PickleSymbol, at offset: Int? = nil, path: String) {
    let place = offset.map { " at byte \($0) of its pickle" } ?? ""
    let advice =
      symbol.name.contains("qtensor") || symbol.name.hasPrefix("Q")
      ? "It holds quantised tensors, and weights are floats: save the state_dict() of the network "
        + "before it was quantised."
      : "Where you trust the file, load it in Python and save only its state_dict() again."
    self.init(
      .symbol(symbol), path: path,
      "it names \(symbol)\(place), and such a name is never resolved here. \(advice)")
  }
}
