internal import CHDF5

extension HDF5File {
  /// The most bytes of a chunk that the format allows.
  private static let largestChunk = Int(UInt32.max)

  /// Throws when the chunks of a dataset are not those that its lengths allow.
  ///
  /// The library trusts what a file says of its chunks: where one bit of that is flipped, it reads beyond
  /// the chunk that it has, or takes values that are there for absent ones.
  ///
  /// - Parameters:
  ///   - dataset: the open dataset.
  ///   - settings: how it was created.
  ///   - filters: what its chunks pass through.
  ///   - label: the file and the dataset, for messages.
  /// - Throws: `HDF5Error` when they do not fit.
  borrowing func checkChunks(
    of dataset: hid_t, settings: hid_t, filters: [H5Z_filter_t], label: String
  ) throws(HDF5Error) {
    guard H5Pget_layout(settings) == H5D_CHUNKED else { return }
    let space = HDF5Handle(
      owning: try hdf5("read", label) { H5Dget_space(dataset) }, release: H5Sclose)
    let type = HDF5Handle(
      owning: try hdf5("read", label) { H5Dget_type(dataset) }, release: H5Tclose)
    let rank = Int(try hdf5("read", label) { H5Sget_simple_extent_ndims(space.id) })
    var (lengths, limits, chunk) = (
      [hsize_t](repeating: 0, count: rank), [hsize_t](repeating: 0, count: rank),
      [hsize_t](repeating: 0, count: rank)
    )
    _ = try hdf5("read", label) {
      unsafe H5Sget_simple_extent_dims(space.id, &lengths, &limits)
    }
    let found = try hdf5("read", label) { unsafe H5Pget_chunk(settings, Int32(rank), &chunk) }
    let bytes = Self.product(chunk.map { Int(clamping: $0) } + [H5Tget_size(type.id)])
    guard found == rank, let bytes, bytes > 0, bytes <= Self.largestChunk,
      zip(chunk, zip(lengths, limits)).allSatisfy({ $0 <= max($1.0, $1.1, 1) })
    else {
      throw HDF5Error(
        operation: "read", path: label,
        reason: "it is damaged: its chunks of \(chunk) elements do not fit into \(lengths)")
    }
    // What is compressed may take any room.
    guard !filters.contains(H5Z_FILTER_DEFLATE) else { return }
    let stored = Int(clamping: H5Dget_storage_size(dataset))
    let each = bytes + (filters.contains(H5Z_FILTER_FLETCHER32) ? 4 : 0)
    let most = zip(lengths, chunk).map { Int(clamping: ($0 + $1 - 1) / $1) }
    guard stored % each == 0, let count = Self.product(most), stored / each <= count else {
      throw HDF5Error(
        operation: "read", path: label,
        reason: "it is damaged: \(stored) bytes are stored, which are no chunks of \(each)")
    }
  }

  /// Returns the product of numbers from 0; nil when it is beyond all numbers.
  private static func product(_ factors: [Int]) -> Int? {
    var (product, overflows) = (1, false)
    for factor in factors where !overflows {
      (product, overflows) = product.multipliedReportingOverflow(by: factor)
    }
    return overflows ? nil : product
  }
}
