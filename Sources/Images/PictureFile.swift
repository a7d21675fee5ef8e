/// What can be told of a file before it is decoded.
public enum PictureFile {
  /// Returns whether a file begins like a picture, of a format that is read or not.
  ///
  /// - Parameter path: the file.
  /// - Returns: whether it does; a text that happens to begin with the letters of a format does not.
  /// - Throws: `ImageError.unreadable` when its first bytes cannot be had.
  public static func isPicture(at path: String) throws(ImageError) -> Bool {
    FileSignature.isPicture(try fileBytes(at: path, maxBytes: .max, prefix: 512))
  }
}
