package import Arrays
import Evaluation
import Retrieval
package import Tensors

extension DescriptorMatrix {
  /// Returns the same descriptors, each number as a kind of storage keeps it.
  package func rounded(to storage: FloatStorage) -> DescriptorMatrix {
    guard storage == .float16 else { return self }
    return DescriptorMatrix(
      names: names, values: DescriptorValues.float16(HalfMatrix(rounding: values)).widened())
  }
}

/// The descriptors of a shard as the cache holds them.
package struct StoredDescriptors: Sendable {
  let matrix: DescriptorMatrix

  /// The names of the images whose damage was accepted.
  let accepted: [String]

  package init(matrix: DescriptorMatrix, accepted: [String]) {
    self.matrix = matrix
    self.accepted = accepted
  }
}

/// Descriptors of images, found by the images' contents.
package struct ExtractedDescriptors: Sendable {
  private var tables: [DescriptorMatrix] = []
  private var places: [String: (table: Int, row: Int)] = [:]
  private var accepted: Set<String> = []

  /// Takes in the descriptors of some shards.
  package init(_ shards: [StoredDescriptors] = []) {
    for shard in shards {
      accepted.formUnion(shard.accepted)
      for (row, name) in shard.matrix.names.enumerated() { places[name] = (tables.count, row) }
      tables.append(shard.matrix)
    }
  }

  /// Returns whether the damage of an image was accepted.
  package func isAccepted(_ item: ImageItem) -> Bool { accepted.contains(item.contentName) }

  /// Returns the descriptor of an image, or nil when it has none.
  package func row(of item: ImageItem) -> ArraySlice<Float>? {
    places[item.contentName].map { tables[$0.table].values.row($0.row) }
  }

  /// Returns the images that have a descriptor, in order, and their descriptors.
  ///
  /// - Parameter items: the images; may repeat.
  /// - Returns: the images, and (image, dimension).
  package func table(of items: [ImageItem]) -> (items: [ImageItem], values: Matrix) {
    let found = items.filter { places[$0.contentName] != nil }
    let columns = tables.first { $0.values.rows > 0 }?.values.columns ?? 0
    if tables.count == 1, tables[0].names.elementsEqual(found.lazy.map(\.contentName)) {
      return (found, tables[0].values)
    }
    var elements: [Float] = []
    elements.reserveCapacity(found.count * columns)
    for item in found { elements += row(of: item) ?? [] }
    return (found, Matrix(rows: found.count, columns: columns, elements: elements))
  }
}
