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

/// Some neighbouring images of a list: those of one cache entry.
package struct ImageShard: Sendable {
  /// The images of one shard: what a killed run loses at most.
  static let imagesPerShard = 512

  /// The images, in the order of the list.
  let items: [ImageItem]

  /// The SHA-256 of names, contents and boxes.
  let digest: String

  /// Creates a shard.
  package init(_ items: [ImageItem]) {
    self.items = items
    digest = items.digest
  }

  /// Returns the images that have a row, from the names of the rows, which stand in the shard's order.
  func items(named names: [String]) -> [ImageItem] {
    guard names.count < items.count else { return items }
    var next = 0
    return items.filter { item in
      guard next < names.count, names[next] == item.name else { return false }
      next += 1
      return true
    }
  }

  /// Returns the shards of a list; where they are cut depends on nothing but the list.
  static func cut(_ items: [ImageItem]) -> [ImageShard] {
    stride(from: 0, to: items.count, by: imagesPerShard).map {
      ImageShard(Array(items[$0..<min($0 + imagesPerShard, items.count)]))
    }
  }
}
