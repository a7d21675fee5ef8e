import Evaluation
import Tensors

/// The descriptors of a list of images under several poolings; damaged images may have none.
struct DescribedList: Sendable {
  /// The images that have a descriptor, in the order of the list.
  private(set) var items: [ImageItem] = []

  /// One table a pooling, one row for each of `items`.
  private(set) var tables: [PoolingName: Matrix] = [:]

  /// Adds the images of a shard.
  ///
  /// - Parameters:
  ///   - described: the images that have a descriptor.
  ///   - parts: one table a pooling, one row for each of them.
  mutating func append(_ described: [ImageItem], _ parts: [PoolingName: Matrix]) {
    guard !described.isEmpty else { return }
    items += described
    for (pooling, part) in parts {
      guard let table = tables[pooling] else {
        tables[pooling] = part
        continue
      }
      tables[pooling] = Matrix(
        rows: table.rows + part.rows, columns: table.columns,
        elements: table.elements + part.elements)
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

  private var tables: [[PoolingName: Matrix]] = []
  private var places: [Content: (table: Int, row: Int)] = [:]

  /// Takes in the descriptors of a list.
  mutating func add(_ list: DescribedList) {
    for (row, item) in list.items.enumerated() {
      places[Content(item)] = (tables.count, row)
    }
    tables.append(list.tables)
  }

  /// Returns the descriptor of an image under a pooling, or nil when there is none yet.
  func row(of item: ImageItem, _ pooling: PoolingName) -> ArraySlice<Float>? {
    guard let place = places[Content(item)] else { return nil }
    return tables[place.table][pooling]?.row(place.row)
  }
}
