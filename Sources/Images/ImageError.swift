public import Failures

/// Why an image could not be had from a file.
///
/// Every case names the file; `description` adds what to try.
public enum ImageError: Failure, Equatable {
  /// The operating system did not give the bytes.
  case unreadable(path: String, reason: String)

  /// The file has no bytes.
  case empty(path: String)

  /// The bytes are a picture of another format, or of a kind that is not read.
  case unsupportedFormat(path: String, detail: String)

  /// The bytes are no picture at all, such as a web page or text.
  case notAnImage(path: String, detail: String)

  /// The bytes end before the picture does.
  case truncated(path: String, detail: String)

  /// The bytes contradict their own format.
  case damaged(path: String, detail: String)

  /// The picture has more pixels than the limit; nothing was allocated for it.
  case tooManyPixels(path: String, detail: String)

  /// The picture or its file exceeds a limit that is fixed; nothing was allocated for it.
  case tooLarge(path: String, detail: String)

  /// The picture has fewer pixels than the network takes.
  case tooSmall(path: String, detail: String)

  /// The part that is wanted lies outside of the picture.
  case boxOutside(path: String, detail: String)

  /// The pixels are within the limits, but the machine has no memory for them.
  case outOfMemory(path: String, detail: String)

  /// The file concerned, as the caller named it.
  public var path: String {
    switch self {
    case .empty(let path): path
    case .unreadable(let path, _), .unsupportedFormat(let path, _), .notAnImage(let path, _),
      .truncated(let path, _), .damaged(let path, _), .tooManyPixels(let path, _),
      .tooLarge(let path, _), .tooSmall(let path, _), .boxOutside(let path, _),
      .outOfMemory(let path, _):
      path
    }
  }

  /// An image that cannot be had is an input of no use.
  public var kind: FailureKind { .damagedInput }

  /// The file.
  public var subject: String { path }

  /// Why.
  public var reason: String {
    switch self {
    case .empty: "the file is empty"
    case .truncated(_, let detail): "it is cut short (\(detail))"
    case .damaged(_, let detail): "it is damaged (\(detail))"
    case .unreadable(_, let detail), .unsupportedFormat(_, let detail),
      .notAnImage(_, let detail), .tooManyPixels(_, let detail), .tooLarge(_, let detail),
      .tooSmall(_, let detail), .boxOutside(_, let detail), .outOfMemory(_, let detail):
      detail
    }
  }

  /// What failed, on which file and why.
  public var statement: String {
    let failed =
      switch self {
      case .unreadable: "Could not read"
      case .empty, .unsupportedFormat, .notAnImage, .truncated, .damaged, .outOfMemory:
        "Could not decode"
      case .tooManyPixels, .tooLarge, .tooSmall: "Refused"
      case .boxOutside: "Could not crop"
      }
    return "\(failed) image '\(path)': \(reason)"
  }

  /// What to try.
  public var advice: String {
    switch self {
    case .unreadable: "Check that the path exists and may be read."
    case .empty: "Copy or download it again."
    case .unsupportedFormat: "Convert it to an 8-bit JPEG or a PNG file."
    case .notAnImage: "Copy or download it again, or take it off the list."
    case .truncated, .damaged: "Copy or download it again, or skip damaged images."
    case .tooManyPixels: "Shrink the image, or raise the limit with --max-pixels."
    case .tooLarge: "Shrink the image, or store it anew."
    case .tooSmall: "Enlarge the image, skip damaged images, or leave out small scales."
    case .boxOutside:
      "Boxes count in pixels of the file as it is: give the one for this file, which may have been "
        + "shrunk."
    case .outOfMemory: "Lower the limit of pixels, or free memory."
    }
  }
}

extension ImageError {
  /// Whether the file itself is at fault, and another try would fail alike; not so for one that
  /// cannot be read, or for which there was no memory.
  public var isDamage: Bool {
    switch self {
    case .empty, .unsupportedFormat, .notAnImage, .truncated, .damaged, .tooManyPixels, .tooLarge,
      .tooSmall:
      true
    case .unreadable, .boxOutside, .outOfMemory: false
    }
  }
}
