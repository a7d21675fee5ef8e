import ArgumentParser

/// A file or folder that was typed; an empty one, as of a variable that is not set, is a mistake of
/// usage.
struct PathArgument: ExpressibleByArgument, ExpressibleByStringLiteral {
  /// The path, at least one character.
  let path: String

  init?(argument: String) {
    guard !argument.isEmpty else { return nil }
    path = argument
  }

  init(stringLiteral path: String) {
    self.path = path
  }

  /// Creates a path that was not typed.
  init(path: String) {
    self.path = path
  }

  var defaultValueDescription: String { path }

  static var defaultCompletionKind: CompletionKind { .file() }
}
