/// Opcodes of protocol 2 for the pickles that tests make up.
enum Pickle {
  static func program(_ body: [UInt8]...) -> [UInt8] {
    [0x80, 2] + body.flatMap { $0 } + ascii(".")
  }

  static func ascii(_ text: String) -> [UInt8] { Array(text.utf8) }

  static func global(_ module: String, _ name: String) -> [UInt8] { ascii("c\(module)\n\(name)\n") }

  static func string(_ text: String) -> [UInt8] {
    [0x58] + bytes(UInt64(text.utf8.count), 4) + ascii(text)
  }

  static func integer(_ value: Int) -> [UInt8] {
    [0x8A, 8] + bytes(UInt64(bitPattern: Int64(value)), 8)
  }

  static func tuple(_ elements: [UInt8]...) -> [UInt8] { tuple(elements) }

  static func tuple(_ elements: [[UInt8]]) -> [UInt8] {
    ascii("(") + elements.flatMap { $0 } + ascii("t")
  }

  static func call(_ module: String, _ name: String, _ arguments: [UInt8]...) -> [UInt8] {
    global(module, name) + tuple(arguments) + ascii("R")
  }

  /// A dictionary of alternating keys and values.
  static func dictionary(_ content: [UInt8]...) -> [UInt8] {
    ascii("}(") + content.flatMap { $0 } + ascii("u")
  }

  static func storage(
    _ key: String = "0", count: Int = 4, type: String = "FloatStorage", view: [UInt8] = []
  ) -> [UInt8] {
    tuple(
      string("storage"), global("torch", type), string(key), string("cpu"), integer(count), view)
      + ascii("Q")
  }

  static func tensor(
    _ storage: [UInt8] = storage(), offset: Int = 0, shape: [Int] = [4], strides: [Int] = [1],
    more: [UInt8] = []
  ) -> [UInt8] {
    call(
      "torch._utils", "_rebuild_tensor_v2", storage, integer(offset), tuple(shape.map(integer)),
      tuple(strides.map(integer)), [0x89], call("collections", "OrderedDict"), more)
  }

  static func bytes(_ value: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
  }
}

/// A zip archive with chosen lies.
struct ZipFile {
  struct Entry {
    var name: String
    var content: [UInt8]
    var method: UInt64 = 0
    var flags: UInt64 = 0
    var checksum: UInt32?
    var claimedSize: UInt64?
    var localName: String?
    var offset: Int?
    var hasLargeFields = false
  }

  var entries: [Entry]
  var comment: [UInt8] = []
  var entryCount: UInt64?
  var directoryShift = 0

  /// The archive that `torch.save` would write around a pickle and storages by key.
  static func torch(_ pickle: [UInt8], storages: [String: [UInt8]] = ["0": floats(4)]) -> ZipFile {
    ZipFile(
      entries: [Entry(name: "archive/data.pkl", content: pickle)]
        + storages.sorted { $0.key < $1.key }
        .map { Entry(name: "archive/data/\($0.key)", content: $0.value) })
  }

  static func floats(_ count: Int) -> [UInt8] {
    (0..<count).flatMap { Pickle.bytes(UInt64((Float($0) + 0.5).bitPattern), 4) }
  }

  var bytes: [UInt8] {
    var (body, directory) = ([UInt8](), [UInt8]())
    for entry in entries {
      let offset = entry.offset ?? body.count
      let sum = entry.checksum ?? crc32(entry.content)
      let size = UInt64(entry.content.count)
      let common =
        Pickle.bytes(entry.flags, 2) + Pickle.bytes(entry.method, 2)
        + Pickle.bytes(0, 4) + Pickle.bytes(UInt64(sum), 4)
      let localName = Array((entry.localName ?? entry.name).utf8)
      if entry.offset == nil {
        body += Pickle.bytes(0x0403_4B50, 4) + [20, 0] + common + Pickle.bytes(size, 4)
        body += Pickle.bytes(size, 4) + Pickle.bytes(UInt64(localName.count), 2) + [0, 0]
        body += localName + entry.content
      }
      let claim = entry.claimedSize ?? size
      directory += Pickle.bytes(0x0201_4B50, 4) + [20, 0, 20, 0] + common
      let place = UInt64(offset)
      let large = entry.hasLargeFields
      let extra =
        large
        ? Pickle.bytes(0x18_0001, 4) + [claim, claim, place].flatMap { Pickle.bytes($0, 8) } : []
      for value in [claim, claim] { directory += Pickle.bytes(large ? 0xFFFF_FFFF : value, 4) }
      directory += Pickle.bytes(UInt64(entry.name.utf8.count), 2)
      directory += Pickle.bytes(UInt64(extra.count), 2) + Pickle.bytes(0, 10)
      directory += Pickle.bytes(large ? 0xFFFF_FFFF : place, 4) + Array(entry.name.utf8) + extra
    }
    let count = entryCount ?? UInt64(entries.count)
    let end =
      Pickle.bytes(0x0605_4B50, 4) + Pickle.bytes(0, 4) + Pickle.bytes(count, 2)
      + Pickle.bytes(count, 2) + Pickle.bytes(UInt64(directory.count), 4)
      + Pickle.bytes(UInt64(body.count + directoryShift), 4)
      + Pickle.bytes(UInt64(comment.count), 2) + comment
    return body + directory + end
  }

  private func crc32(_ bytes: [UInt8]) -> UInt32 {
    var sum = UInt32.max
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 {
        let isOdd = sum & 1 == 1
        sum >>= 1
        if isOdd { sum ^= 0xEDB8_8320 }
      }
    }
    return ~sum
  }
}

/// A file of PyTorch before 1.6 with chosen lies.
struct LegacyFile {
  var magicNumber: [UInt8] = [0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]
  var version = 1001
  var system = Pickle.dictionary(
    Pickle.string("little_endian"), [0x88], Pickle.string("protocol_version"),
    Pickle.integer(1001))
  var object = Pickle.dictionary(Pickle.string("a"), Pickle.tensor())
  var keys = ["0"]

  /// What each storage says of its own length.
  var count: Int? = 4
  var tail: [UInt8] = ZipFile.floats(4)

  var bytes: [UInt8] {
    Pickle.program([0x8A, UInt8(magicNumber.count)] + magicNumber)
      + Pickle.program(Pickle.integer(version)) + Pickle.program(system)
      + Pickle.program(object)
      + Pickle.program(Pickle.ascii("](") + keys.flatMap(Pickle.string) + Pickle.ascii("e"))
      + (count.map { Pickle.bytes(UInt64(bitPattern: Int64($0)), 8) } ?? []) + tail
  }
}
