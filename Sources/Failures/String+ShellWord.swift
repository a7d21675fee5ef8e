extension String {
  /// The text as one word of a POSIX shell: as it is where no character means anything, else in single quotes.
  package var shellWord: String {
    let isPlain = !isEmpty && unicodeScalars.allSatisfy(Self.plainCharacters.contains)
    return isPlain
      ? self
      : "'\(split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''"))'"
  }

  private static let plainCharacters = Set(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=:,./@%".unicodeScalars)
}
