public import Formats
internal import Tensors

/// A checkpoint that cannot be used, and why.
public struct CheckpointError: Error, Equatable, CustomStringConvertible {
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
  public let detail: String

  /// Creates an error.
  ///
  /// - Parameters:
  ///   - code: the kind of fault.
  ///   - path: the file.
  ///   - detail: what is wrong and what to try, as sentences.
  public init(_ code: Code, path: String, _ detail: String) {
    self.code = code
    self.path = path
    self.detail = detail
  }

  /// Which file cannot be used, why, and what to try.
  public var description: String {
    "Could not load the weights in '\(path)': \(detail)".legible
  }
}

extension CheckpointError {
  /// Creates the error of a file whose tensors cannot be read.
  init(_ error: TensorFileError) {
    let code: Code =
      switch error.code {
      case .unreadable: .unreadable
      case .limit: .limit
      case .truncated: .truncated
      case .damaged: .damaged
      case .unsupported: .unsupported
      case .symbol(let symbol): .symbol(symbol)
      }
    self.init(code, path: error.path, error.detail)
  }
}
