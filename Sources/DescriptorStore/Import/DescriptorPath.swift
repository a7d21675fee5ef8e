internal import Glibc

/// What the user names as descriptors: a file, or one matrix of a file, as in `features.mat#X`.
public struct DescriptorPath: Sendable, Equatable {
  /// The file.
  public let file: String

  /// The matrix in the file; nil where the user names none.
  public let matrix: String?

  /// Takes a text apart at its last "#".
  ///
  /// A text that is itself the path of something there is that file, "#" and all. Names of matrices
  /// hold no "/", so a "#" in the name of a folder divides nothing.
  ///
  /// - Parameter text: what the user typed.
  public init(_ text: String) {
    guard let mark = text.lastIndex(of: "#"), unsafe access(text, F_OK) != 0 else {
      (file, matrix) = (text, nil)
      return
    }
    let name = text[text.index(after: mark)...]
    let isName = !name.isEmpty && !name.contains("/") && mark != text.startIndex
    (file, matrix) = isName ? (String(text[..<mark]), String(name)) : (text, nil)
  }
}
