internal import CFeatureMaps

extension map_finish {
  /// Creates what happens to each result of a convolution before it is stored.
  ///
  /// - Parameters:
  ///   - bias: (filter), which outlives the use of this; nil for none.
  ///   - operations: what is done after it.
  init(_ bias: Memory?, _ operations: [PostOperation]) {
    unsafe self.init(
      bias: bias?.elements, adds_destination: operations.contains(.addDestination),
      rectifies: operations.contains(.rectify))
  }
}
