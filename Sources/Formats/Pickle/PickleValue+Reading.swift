extension PickleValue {
  /// Reads one pickle that fills the bytes.
  ///
  /// - Parameters:
  ///   - bytes: the pickle, any protocol from 0 to 5.
  ///   - symbols: the classes and functions it may name; none unless stated.
  ///   - limits: how much it may ask for.
  /// - Throws: `PickleError` with the byte at which the input was refused.
  /// - Complexity: O(bytes).
  public init(
    pickled bytes: [UInt8], symbols: PickleSymbolPolicy = .refuseAll,
    limits: PickleLimits = PickleLimits()
  ) throws(PickleError) {
    let (value, end) = try Self.readingPickle(
      in: bytes, at: 0, symbols: symbols, limits: limits)
    guard end == bytes.count else {
      throw PickleError(
        .malformed, at: end, "\(bytes.count - end) bytes follow the end of the pickle.")
    }
    self = value
  }

  /// Reads one pickle out of a file that holds more than that.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - offset: where the pickle starts, from 0 to the number of bytes.
  ///   - symbols: the classes and functions it may name; none unless stated.
  ///   - limits: how much it may ask for.
  /// - Returns: the value, and the offset of the byte behind the pickle.
  /// - Throws: `PickleError` with the byte at which the input was refused.
  /// - Complexity: O(bytes of the pickle).
  public static func readingPickle(
    in bytes: [UInt8], at offset: Int, symbols: PickleSymbolPolicy = .refuseAll,
    limits: PickleLimits = PickleLimits()
  ) throws(PickleError) -> (value: PickleValue, end: Int) {
    precondition(
      (0...bytes.count).contains(offset), "expected 0 to \(bytes.count), found offset \(offset)")
    var machine = PickleMachine(bytes: bytes, offset: offset, symbols: symbols, limits: limits)
    let root = try machine.run()
    var tree = PickleTree(nodes: machine.nodes, limits: limits)
    return (try tree.value(of: root), machine.cursor.offset)
  }
}
