import Evaluation
import Files
import Specs
import Tensors

/// The descriptors of a shard as the cache holds them.
struct StoredDescriptors: Sendable {
  let matrix: DescriptorMatrix

  /// The names of the images whose damage was accepted.
  let accepted: [String]

  /// The SHA-256 of the file.
  let digest: String
}

/// The descriptors of a list of images under several poolings; damaged images may have none.
struct DescribedList: Sendable {
  /// The images that have a descriptor, in the order of the list.
  private(set) var items: [ImageItem] = []

  /// The names of those whose damage was accepted.
  private(set) var accepted: Set<String> = []

  /// The SHA-256 of each shard's file, by pooling.
  private var digests: [PoolingName: [String]] = [:]

  /// One table a pooling, row by row, one row for each of `items`.
  private var elements: [PoolingName: [Float]] = [:]

  /// Adds the images of a shard.
  ///
  /// - Parameters:
  ///   - described: the images that have a descriptor.
  ///   - parts: one table a pooling, one row for each of them.
  mutating func append(_ described: [ImageItem], _ parts: [PoolingName: StoredDescriptors]) {
    for (pooling, part) in parts { digests[pooling, default: []].append(part.digest) }
    guard !described.isEmpty else { return }
    items += described
    for part in parts.values { accepted.formUnion(part.accepted) }
    // In place: a million images come in two thousand shards.
    for (pooling, part) in parts { elements[pooling, default: []] += part.matrix.values.elements }
  }

  /// Returns the SHA-256 of the files of all shards, in order.
  func digest(_ pooling: PoolingName) -> String {
    Digest.sha256(of: digests[pooling, default: []].joined(separator: " "))
  }

  /// Returns the table of a pooling, (image, dimension), or nil when there is none.
  func table(_ pooling: PoolingName) -> Matrix? {
    elements[pooling].map {
      Matrix(rows: items.count, columns: $0.count / items.count, elements: $0)
    }
  }
}

/// Descriptors that one network made of images, found by the images' contents.
///
/// A descriptor depends on its own image alone, so an image that two sets share is described once.
struct ReusableRows: Sendable {
  private struct Content: Hashable {
    let digest: String
    let box: PixelBounds?

    init(_ item: ImageItem) {
      digest = item.digest
      box = item.box
    }
  }

  private var lists: [DescribedList] = []
  private var places: [Content: (list: Int, row: Int)] = [:]
  private var accepted: Set<Content> = []

  /// Takes in the descriptors of a list.
  mutating func add(_ list: DescribedList) {
    for (row, item) in list.items.enumerated() {
      places[Content(item)] = (lists.count, row)
      if list.accepted.contains(item.name) { accepted.insert(Content(item)) }
    }
    lists.append(list)
  }

  /// Returns whether the damage of an image was accepted.
  func isAccepted(_ item: ImageItem) -> Bool { accepted.contains(Content(item)) }

  /// Returns the descriptor of an image under a pooling, or nil when there is none yet.
  func row(of item: ImageItem, _ pooling: PoolingName) -> ArraySlice<Float>? {
    guard let place = places[Content(item)] else { return nil }
    return lists[place.list].table(pooling)?.row(place.row)
  }
}
