/// Small pickles and numbers, one behind the other, in a member of a tar archive.
struct TarPickles: Sendable {
  /// The most entries that a member may claim.
  private static let entryLimit = 1 << 17

  /// The longest of these pickles, in bytes.
  private static let pickleLimit = 1 << 20

  /// The place in the file of what comes next.
  private(set) var offset: Int

  private let end: Int
  private let path: String

  init(_ member: Range<Int>, in file: borrowing TensorFile) {
    (offset, end, path) = (member.lowerBound, member.upperBound, file.path)
  }

  /// The bytes that are left.
  var remaining: Int { end - offset }

  /// Reads the next pickle; nothing tells its length, so more and more is taken until it ends.
  mutating func next(
    _ symbols: PickleSymbolPolicy, in file: borrowing TensorFile
  ) throws(CheckpointError) -> PickleValue {
    var length = min(remaining, 512)
    while true {
      let bytes = try file.bytes(offset..<offset + length)
      do throws(PickleError) {
        let (value, used) = try PickleValue.readingPickle(in: bytes, at: 0, symbols: symbols)
        offset += used
        return value
      } catch {
        let longest = min(remaining, Self.pickleLimit)
        guard error.code == .truncated, length < longest else {
          throw CheckpointError(error, path: path)
        }
        length = min(longest, 4 * length)
      }
    }
  }

  /// Reads how many entries follow.
  mutating func entryCount(in file: borrowing TensorFile) throws(CheckpointError) -> Int {
    let value = try next(.refuseAll, in: file)
    guard case .integer(let count) = value, (0...Self.entryLimit).contains(count) else {
      throw damage("its number of entries is \(value.summary), of at most \(Self.entryLimit)")
    }
    return count
  }

  /// Reads a number of 64 bits, least significant byte first.
  mutating func number(in file: borrowing TensorFile) throws(CheckpointError) -> UInt64 {
    guard remaining >= 8 else { throw damage("a number is cut short") }
    defer { offset += 8 }
    return try file.bytes(offset..<offset + 8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Passes bytes that are there.
  mutating func skip(_ bytes: Int) { offset += bytes }

  /// Throws unless all is read.
  func requireEnd() throws(CheckpointError) {
    guard remaining == 0 else { throw damage("\(remaining) bytes follow its last entry") }
  }

  func damage(_ reason: String) -> CheckpointError {
    CheckpointError(
      .damaged, path: path, "as a file of PyTorch before 0.1.10 it is damaged: \(reason).")
  }
}

/// The names that storages and tensors of such a file may have.
enum TarSymbols {
  /// The kinds of storages, on the processor and on graphics processors.
  static let storages: [PickleSymbol: ElementType] = {
    var storages: [PickleSymbol: ElementType] = [:]
    for (name, type) in kinds {
      for module in modules {
        storages[PickleSymbol(module: module, name: "\(name)Storage")] = type
      }
    }
    return storages
  }()

  private static let kinds: [String: ElementType] = [
    "Float": .float32, "Double": .float64, "Half": .float16, "Long": .int64, "Int": .int32,
    "Short": .int16, "Char": .int8, "Byte": .uint8,
  ]

  private static let modules = ["torch", "torch.cuda"]

  /// The names of the storages, and of the tensors on them.
  fileprivate static let all: Set<PickleSymbol> = {
    let tensors = modules.flatMap { module in
      kinds.keys.map { PickleSymbol(module: module, name: "\($0)Tensor") }
    }
    return Set(storages.keys).union(tensors)
  }()
}

extension PickleSymbolPolicy {
  /// The symbols of the small pickles of such a file.
  static let tar = PickleSymbolPolicy.allow(TarSymbols.all)
}
