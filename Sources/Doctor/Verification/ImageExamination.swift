import Datasets
import Evaluation
import Files
import Images

/// What was seen of one image file.
struct ImageExamination: Sendable {
  let path: String

  /// Columns and rows, when the file could be read that far.
  var size: (width: Int, height: Int)?

  /// Whether the file says that its pixels are to be turned.
  var isTurned = false

  /// The SHA-256 of the file, when it could be read.
  var digest: String?

  /// Why the file is of no use.
  var problem: String?

  /// Looks at a file.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - decodes: whether to decode every pixel, or to read the header only.
  ///   - limits: what one file may cost.
  ///   - digests: the digests of earlier runs.
  init(of path: String, decodes: Bool, limits: DecodingLimits, digests: DigestIndex) {
    self.path = path
    do {
      digest = try digests.sha256(ofFile: path)
      if decodes {
        let decoded = try DecodedImage(contentsOf: path, limits: limits)
        size = (decoded.image.width, decoded.image.height)
        isTurned = decoded.orientation != .upright
      } else {
        let header = try ImageHeader(contentsOf: path, limits: limits)
        size = (header.width, header.height)
        isTurned = header.orientation != .upright
      }
    } catch {
      problem = "\(error)"
    }
  }
}

extension ImageRecord {
  /// Returns what is wrong with the box on an image of some size, or nil when it lies inside.
  ///
  /// One pixel beyond the border is passed over, as ground truths that count from 1 have it.
  func boxProblem(width: Int, height: Int) -> String? {
    guard let box, !box.isInside(width: width + 1, height: height + 1) else { return nil }
    return "\(name): the box (\(box.x1), \(box.y1))-(\(box.x2), \(box.y2)) leaves the image of "
      + "\(width)×\(height) pixels"
  }
}
