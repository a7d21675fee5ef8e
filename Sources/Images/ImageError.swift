import Tensors

/// Why an image could not be had from a file.
///
/// Every case names the file; `description` adds what to try.
public enum ImageError: Error, Equatable, CustomStringConvertible {
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

  /// One sentence on what failed, on which file and why, and one on what to try.
  public var description: String { text.legible }

  private var text: String {
    switch self {
    case .unreadable(let path, let reason):
      "Could not read image '\(path)': \(reason). Check that the path exists and may be read."
    case .empty(let path):
      "Could not decode image '\(path)': the file is empty. Copy or download it again."
    case .unsupportedFormat(let path, let detail):
      "Could not decode image '\(path)': \(detail). Convert it to an 8-bit JPEG or a PNG file."
    case .notAnImage(let path, let detail):
      "Could not decode image '\(path)': \(detail). "
        + "Copy or download it again, or take it off the list."
    case .truncated(let path, let detail):
      "Could not decode image '\(path)': it is cut short (\(detail)). "
        + "Copy or download it again, or skip damaged images."
    case .damaged(let path, let detail):
      "Could not decode image '\(path)': it is damaged (\(detail)). "
        + "Copy or download it again, or skip damaged images."
    case .tooManyPixels(let path, let detail):
      "Refused image '\(path)': \(detail). Shrink the image, or raise the limit with --max-pixels."
    case .tooLarge(let path, let detail):
      "Refused image '\(path)': \(detail). Shrink the image, or store it anew."
    case .tooSmall(let path, let detail):
      "Refused image '\(path)': \(detail). Enlarge the image, skip damaged images, or leave out "
        + "small scales."
    case .boxOutside(let path, let detail):
      "Could not crop image '\(path)': \(detail). Boxes count in pixels of the file as it is: give the "
        + "one for this file, which may have been shrunk."
    case .outOfMemory(let path, let detail):
      "Could not decode image '\(path)': \(detail). Lower the limit of pixels, or free memory."
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
