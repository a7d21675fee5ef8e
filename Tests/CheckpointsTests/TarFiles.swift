/// A tar archive with chosen lies.
struct TarFile {
  struct Member {
    var name: String
    var content: [UInt8]
    var kind = UInt8(ascii: "0")
    var claimedSize: Int?
    var folder = ""
    var target = ""
  }

  var members: [Member]
  var end = [UInt8](repeating: 0, count: 1024)

  /// One tensor `a` of four numbers, as PyTorch before 0.1.10 stored it.
  static var torch: TarFile { TarParts().file }

  var bytes: [UInt8] { members.flatMap { Self.block($0) } + end }

  private static func block(_ member: Member) -> [UInt8] {
    var header = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at offset: Int) {
      for (index, byte) in text.utf8.enumerated() { header[offset + index] = byte }
    }
    put(member.name, at: 0)
    put("0000644", at: 100)
    put(octal(member.claimedSize ?? member.content.count, digits: 11), at: 124)
    put("        ", at: 148)
    header[156] = member.kind
    put(member.target, at: 157)
    put("ustar", at: 257)
    put("00", at: 263)
    put(member.folder, at: 345)
    put(octal(header.reduce(0) { $0 + Int($1) }, digits: 6) + "\0 ", at: 148)
    let padding = (512 - member.content.count % 512) % 512
    return header + member.content + [UInt8](repeating: 0, count: padding)
  }

  private static func octal(_ number: Int, digits: Int) -> String {
    let text = String(number, radix: 8)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}

/// What the four members of such an archive say, with chosen lies.
struct TarParts {
  struct Content {
    var key: Int
    var storage: Int
    var shape: [Int]
    var strides: [Int]
    var offset = 0
  }

  var system = Pickle.dictionary(Pickle.string("little_endian"), [0x88])
  var object = Pickle.dictionary(Pickle.string("a"), Pickle.string("7") + Pickle.ascii("Q"))
  var tensors = [Content(key: 7, storage: 1, shape: [4], strides: [1])]
  var storages: [(key: Int, count: Int, data: [UInt8])] = [(1, 4, ZipFile.floats(4))]
  var views: [[Int]] = []
  var storageClass = Pickle.global("torch", "FloatStorage")
  var tensorCount: Int?
  var storageCount: Int?

  var file: TarFile {
    TarFile(members: [
      TarFile.Member(name: "sys_info", content: Pickle.program(system)),
      TarFile.Member(name: "pickle", content: Pickle.program(object)),
      TarFile.Member(name: "tensors", content: tensorBytes),
      TarFile.Member(name: "storages", content: storageBytes),
    ])
  }

  private var tensorBytes: [UInt8] {
    var bytes = Pickle.program(Pickle.integer(tensorCount ?? tensors.count))
    for tensor in tensors {
      bytes += Pickle.program(
        Pickle.tuple(
          Pickle.integer(tensor.key), Pickle.integer(tensor.storage),
          Pickle.global("torch", "FloatTensor")))
      bytes += Pickle.bytes(UInt64(tensor.shape.count), 8)
      for number in tensor.shape + tensor.strides + [tensor.offset] {
        bytes += Pickle.bytes(UInt64(bitPattern: Int64(number)), 8)
      }
    }
    return bytes
  }

  private var storageBytes: [UInt8] {
    var bytes = Pickle.program(Pickle.integer(storageCount ?? storages.count))
    for storage in storages {
      bytes += Pickle.program(
        Pickle.tuple(Pickle.integer(storage.key), Pickle.string("cpu"), storageClass))
      bytes += Pickle.bytes(UInt64(bitPattern: Int64(storage.count)), 8) + storage.data
    }
    let list = views.map { Pickle.tuple($0.map(Pickle.integer)) }
    return bytes + Pickle.program(Pickle.ascii("](") + list.flatMap { $0 } + Pickle.ascii("e"))
  }
}
