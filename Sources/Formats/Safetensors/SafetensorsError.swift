public import Failures

/// What is wrong with a safetensors file.
public enum SafetensorsError: Failure, Equatable {
  /// The file cannot be read at all.
  case unreadable(path: String, reason: String)

  /// The file ends before its header does, or the header claims too much.
  case truncated(path: String, reason: String)

  /// The header is not the JSON it should be; the offset counts bytes of the file.
  case header(path: String, offset: Int, reason: String)

  /// The header's entry of one tensor contradicts itself, the others, or the file's size.
  case tensor(path: String, name: String, reason: String)

  /// The file is of no use.
  public var kind: FailureKind { .damagedInput }

  /// The file.
  public var subject: String {
    switch self {
    case .unreadable(let path, _), .truncated(let path, _), .header(let path, _, _),
      .tensor(let path, _, _):
      path
    }
  }

  /// What is wrong.
  public var reason: String {
    switch self {
    case .unreadable(_, let reason), .truncated(_, let reason), .header(_, _, let reason),
      .tensor(_, _, let reason):
      reason
    }
  }

  /// Which file, what, and why.
  public var statement: String {
    switch self {
    case .unreadable: "Could not read '\(subject)': \(reason)"
    case .truncated: "'\(subject)' is not a whole safetensors file: \(reason)"
    case .header(_, let offset, _):
      "The safetensors header of '\(subject)' is damaged at byte \(offset): \(reason)"
    case .tensor(_, let name, _): "Tensor '\(name)' of '\(subject)' is damaged: \(reason)"
    }
  }

  /// What to try with a file that is cut.
  public var advice: String {
    if case .truncated = self { "Fetch or convert it again." } else { "" }
  }
}
