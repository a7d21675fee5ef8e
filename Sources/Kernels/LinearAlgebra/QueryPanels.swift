internal import CFeatureMaps
public import Tensors

/// Queries in the order in which `ScoreTile` reads them, copied once for a whole database.
@safe
public final class QueryPanels: Sendable {
  let shape: scores_shape

  // Written by `init` alone, and only read after it.
  nonisolated(unsafe) let packed: UnsafeMutablePointer<Float>

  /// The number of queries, at least 1.
  public var count: Int { shape.queries }

  /// The length of one descriptor, at least 1.
  public var dimension: Int { shape.dimension }

  /// Packs some rows of a table.
  ///
  /// - Parameters:
  ///   - queries: (query, dimension).
  ///   - rows: which of them, at least 1.
  ///   - lanes: the queries of a vector, 8 or 16; the processor's own unless given.
  public init(_ queries: Matrix, rows: Range<Int>, lanes: Int = QueryPanels.nativeLanes) {
    precondition(
      !rows.isEmpty && rows.upperBound <= queries.rows && queries.columns > 0,
      "expected some of \(queries.rows) rows of at least 1 column, found \(rows)")
    shape = scores_shape(queries: rows.count, dimension: queries.columns, lanes: lanes)
    let width = unsafe withUnsafePointer(to: shape) { unsafe scores_width($0) }
    unsafe packed = alignedFloats(width * queries.columns)
    let values = queries.elements.span.extracting(
      rows.lowerBound * queries.columns..<rows.upperBound * queries.columns)
    unsafe withUnsafePointer(to: shape) { shape in
      unsafe values.withUnsafeBufferPointer { values in
        unsafe scores_pack(shape, values.baseAddress, packed)
      }
    }
  }

  deinit { unsafe packed.deallocate() }

  /// The queries of a vector on this processor.
  public static let nativeLanes = processor_lanes()
}

/// Returns memory that starts at a cache line.
func alignedFloats(_ count: Int) -> UnsafeMutablePointer<Float> {
  unsafe UnsafeMutableRawPointer.allocate(
    byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64
  ).bindMemory(to: Float.self, capacity: max(count, 1))
}
