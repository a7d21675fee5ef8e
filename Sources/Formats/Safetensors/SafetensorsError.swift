internal import Tensors

/// What is wrong with a safetensors file.
public enum SafetensorsError: Error, Equatable, CustomStringConvertible {
  /// The file cannot be read at all.
  case unreadable(path: String, reason: String)

  /// The file ends before its header does, or the header claims too much.
  case truncated(path: String, reason: String)

  /// The header is not the JSON it should be; the offset counts bytes of the file.
  case header(path: String, offset: Int, reason: String)

  /// The header's entry of one tensor contradicts itself, the others, or the file's size.
  case tensor(path: String, name: String, reason: String)

  /// One sentence for the user: which file, what, and why.
  public var description: String { text.legible }

  private var text: String {
    switch self {
    case .unreadable(let path, let reason): "Could not read '\(path)': \(reason)."
    case .truncated(let path, let reason):
      "'\(path)' is not a whole safetensors file: \(reason). Fetch or convert it again."
    case .header(let path, let offset, let reason):
      "The safetensors header of '\(path)' is damaged at byte \(offset): \(reason)."
    case .tensor(let path, let name, let reason):
      "Tensor '\(name)' of '\(path)' is damaged: \(reason)."
    }
  }
}
