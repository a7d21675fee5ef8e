/// Which images of Oxford and Paris a folder holds.
///
/// In 2022 the archives were replaced by ones whose faces are blurred, and the original ones are
/// no longer offered. No checksums of the images are published, and names and counts are the same, so
/// the folder cannot tell; a note of the user's can: `release.txt` beside `jpg`, whose first line is
/// `original` or `face-blurred`.
public enum DatasetRelease: String, Sendable, CaseIterable {
  /// The images as first published.
  case original

  /// The images of the archives that end in `-v1.tgz`.
  case faceBlurred = "face-blurred"

  /// The name of the note.
  public static let noteName = "release.txt"

  /// Returns what the note in a dataset's folder says.
  ///
  /// - Parameter folder: the folder of the dataset.
  /// - Returns: the release, or nil when there is no note.
  /// - Throws: `DatasetError` for a note that says neither.
  public static func read(_ folder: String) throws(DatasetError) -> DatasetRelease? {
    let path = "\(folder)/\(noteName)"
    guard DatasetFiles.exists(path) else { return nil }
    let lines = try DatasetFiles.text(of: path).split(whereSeparator: \.isNewline)
    let line = lines.first.map { $0.split(separator: " ").joined(separator: " ") } ?? ""
    guard let release = DatasetRelease(rawValue: line) else {
      throw DatasetError(
        .malformed, path: path, location: .line(1),
        problem: "'\(shortened(line))' is not the name of a release",
        advice: "Write \(allCases.map(\.rawValue).joined(separator: " or ")), or remove the note.")
    }
    return release
  }
}
