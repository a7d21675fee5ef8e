package import Datasets
package import Evaluation
package import Files
import JSON

/// One image of a run: where it is, what part counts, and the SHA-256 of its file.
package struct ImageItem: Sendable, Hashable {
  package let name: String
  package let path: String
  package let box: PixelBounds?
  package let digest: String

  package init(name: String, path: String, box: PixelBounds?, digest: String) {
    self.name = name
    self.path = path
    self.box = box
    self.digest = digest
  }

  /// What of it enters a key: everything but where it lies.
  var keyPart: CanonicalJSON {
    var parts: [CanonicalJSON] = [.string(name), .string(digest)]
    if let box {
      parts.append(.array([.double(box.x1), .double(box.y1), .double(box.x2), .double(box.y2)]))
    }
    return .array(parts)
  }
}

extension ImageItem {
  /// What tells the image by nothing but its content: the SHA-256 of its file, and its box.
  ///
  /// Descriptors are kept under it, so that a file that was moved or renamed is found again.
  package var contentName: String {
    digest + (box.map { " \($0.x1),\($0.y1),\($0.x2),\($0.y2)" } ?? "")
  }

  /// The image under the name that its content gives it.
  package var contentOnly: ImageItem {
    ImageItem(name: contentName, path: path, box: box, digest: digest)
  }
}

extension [ImageItem] {
  /// The SHA-256 of the list: names, contents and boxes, in order.
  package var digest: String {
    Digest.sha256(of: CanonicalJSON.array(map(\.keyPart)).compact)
  }

  /// Reads the SHA-256 of every file.
  ///
  /// - Parameters:
  ///   - records: the images, in the order that is kept.
  ///   - threads: how many files to read at once.
  ///   - digests: the digests of earlier runs; every file is read unless given.
  /// - Returns: one item an image, in the same order.
  /// - Throws: `FileError` for a file that cannot be read.
  package static func hashing(
    _ records: [ImageRecord], threads: Int, digests: DigestIndex? = nil
  ) async throws -> [ImageItem] {
    let blocks = stride(from: 0, to: records.count, by: 256).map {
      records[$0..<Swift.min($0 + 256, records.count)]
    }
    let hashed = try await mapConcurrently(blocks, width: threads) { block in
      try block.map {
        ImageItem(
          name: $0.name, path: $0.path, box: $0.box,
          digest: try digests?.sha256(ofFile: $0.path) ?? Digest.sha256(ofFile: $0.path))
      }
    }
    digests?.save()
    return hashed.flatMap(\.self)
  }
}
