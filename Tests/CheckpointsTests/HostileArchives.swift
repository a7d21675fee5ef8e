import Checkpoints
import Formats

/// Archives that contradict themselves, and files of other kinds.
extension HostileFile {
  private static let pickle = Pickle.program(
    Pickle.dictionary(Pickle.string("a"), Pickle.tensor()))

  private static func zip(
    _ name: String, _ code: CheckpointError.Code, _ words: String,
    _ change: (inout ZipFile) -> Void
  ) -> HostileFile {
    var file = ZipFile.torch(pickle)
    change(&file)
    return HostileFile(name, file.bytes, code, words)
  }

  private static func entry(_ name: String) -> ZipFile.Entry {
    ZipFile.Entry(name: name, content: [1, 2, 3])
  }

  static let archives: [HostileFile] = [
    zip("compressed entry", .unsupported, "'archive/data/0' is compressed") {
      $0.entries[1].method = 8
    },
    zip("encrypted entry", .unsupported, "is encrypted") { $0.entries[1].flags = 1 },
    zip("climbing name", .damaged, "no plain relative path") {
      $0.entries.append(entry("archive/../../etc/passwd"))
    },
    zip("absolute name", .damaged, "no plain relative path") { $0.entries[1].name = "/etc/passwd" },
    zip("name with a backslash", .damaged, "no plain relative path") {
      $0.entries[1].name = "archive\\data\\0"
    },
    zip("name with a drive", .damaged, "no plain relative path") {
      $0.entries[1].name = "C:/archive"
    },
    zip("name with a null byte", .damaged, "no plain relative path") {
      $0.entries[1].name = "archive/data/0\u{0}.txt"
    },
    zip("name without letters", .damaged, "is empty or not UTF-8") { $0.entries[1].name = "" },
    zip("two entries of one name", .damaged, "two entries named 'archive/data/0'") {
      $0.entries.append($0.entries[1])
    },
    zip("entry inside another", .damaged, "starts at byte") { file in
      let inner = ZipFile(entries: [entry("archive/data/1")]).bytes
      file.entries.insert(
        ZipFile.Entry(name: "archive/data/2", content: inner), at: 0)
      file.entries.append(entry("archive/data/1"))
      file.entries[3].offset = 30 + "archive/data/2".utf8.count
    },
    zip("two entries on one header", .damaged, "contradict each other") {
      $0.entries.append(entry("archive/data/1"))
      $0.entries[2].offset = 0
    },
    zip("forged checksum", .damaged, "the checksum of its entry 'archive/data/0' is wrong") {
      $0.entries[1].checksum = 0xDEAD_BEEF
    },
    zip("size beyond the archive", .damaged, "reaches into its directory") {
      $0.entries[1].claimedSize = 1 << 31
    },
    zip("size that needs a field that is not there", .damaged, "reaches into its directory") {
      $0.entries[1].claimedSize = 0xFFFF_FFFF
    },
    zip("another name in the local header", .damaged, "contradict each other") {
      $0.entries[1].localName = "archive/data/9"
    },
    zip("bytes before the first entry", .damaged, "starts at byte") { file in
      file.entries.removeFirst()
      file.entries.insert(
        ZipFile.Entry(name: "archive/data.pkl", content: pickle, offset: 1 << 20), at: 0)
    },
    zip("directory elsewhere", .damaged, "right behind its directory") {
      $0.directoryShift = -1
    },
    zip("more entries than the directory", .damaged, "is cut short") { $0.entryCount = 3 },
    zip("fewer entries than the directory", .damaged, "more bytes than its 1 entries") {
      $0.entryCount = 1
    },
    zip("entries that need a record that is not there", .damaged, "there is none") {
      $0.entryCount = 0xFFFF
    },
    zip("comment", .truncated, "does not end as one") { $0.comment = Array("hello".utf8) },
    zip("no pickle", .unsupported, "without the data.pkl") { $0.entries.removeFirst() },
    zip("TorchScript", .unsupported, "a TorchScript program") {
      $0.entries.append(entry("archive/constants.pkl"))
    },
    zip("two folders", .unsupported, "all it writes lies in one folder") {
      $0.entries.append(entry("other/data.pkl"))
    },
    zip("foreign entry", .unsupported, "'setup.py', which torch.save does not write") {
      $0.entries.append(entry("archive/setup.py"))
    },
    zip("big-endian numbers", .unsupported, "not little-endian") {
      $0.entries.append(ZipFile.Entry(name: "archive/byteorder", content: Array("big".utf8)))
    },
    zip("storage of other length", .damaged, "has 12 bytes") {
      $0.entries[1].content.removeLast(4)
    },
    HostileFile("empty archive", ZipFile(entries: []).bytes, .unsupported, "without the data.pkl"),
  ]

  private static func legacy(
    _ name: String, _ code: CheckpointError.Code, _ words: String,
    _ change: (inout LegacyFile) -> Void
  ) -> HostileFile {
    var file = LegacyFile()
    change(&file)
    return HostileFile(name, file.bytes, code, words)
  }

  static let legacyFiles: [HostileFile] = [
    legacy("another magic number", .unsupported, "not one that torch.save wrote") {
      $0.magicNumber[0] = 0
    },
    legacy("another protocol", .unsupported, "its protocol is the integer 1002") {
      $0.version = 1002
    },
    legacy("big-endian machine", .unsupported, "little-endian machine") {
      $0.system = Pickle.dictionary(Pickle.string("little_endian"), [0x89])
    },
    legacy(
      "call in the system's description", .symbol(PickleSymbol(module: "os", name: "system")),
      "it names os.system"
    ) { $0.system = Pickle.call("os", "system", Pickle.string("x")) },
    legacy(
      "call in the object", .symbol(PickleSymbol(module: "os", name: "system")),
      "it names os.system"
    ) { $0.object = Pickle.call("os", "system", Pickle.string("x")) },
    legacy("storage that no tensor has", .damaged, "which no tensor has") { $0.keys = ["1"] },
    legacy("storage missing from the list", .damaged, "not in its list of storages") {
      ($0.keys, $0.count, $0.tail) = ([], nil, [])
    },
    legacy("storage twice in the list", .damaged, "names '0' twice") {
      $0.keys = ["0", "0"]
      $0.tail += Pickle.bytes(4, 8) + ZipFile.floats(4)
    },
    legacy("storage of another count", .damaged, "has 5 elements, and its tensors say 4") {
      $0.count = 5
    },
    legacy("storage of a negative count", .damaged, "has 18446744073709551612 elements") {
      $0.count = -4
    },
    legacy("storage cut short", .truncated, "ends within storage '0'") { $0.tail.removeLast() },
    legacy("storage beyond any file", .truncated, "ends within storage '0'") {
      $0.object = Pickle.dictionary(
        Pickle.string("a"), Pickle.tensor(Pickle.storage(count: Int.max)))
      $0.count = Int.max
    },
    legacy("bytes behind the storages", .damaged, "2 bytes follow") { $0.tail += [0, 0] },
  ]

  static let otherFiles: [HostileFile] = [
    HostileFile("empty file", [], .unsupported, "it is empty"),
    HostileFile(
      "tar archive",
      Array(repeating: 0, count: 257) + Array("ustar  \u{0}".utf8)
        + Array(repeating: 0, count: 300), .damaged, "has a wrong checksum"),
    HostileFile("gzip", [0x1F, 0x8B, 8, 0], .unsupported, "compressed with gzip"),
    HostileFile("HDF5", [0x89] + Array("HDF\r\n".utf8), .unsupported, "it is HDF5"),
    HostileFile(
      "web page", Array("<!DOCTYPE html><html>".utf8), .unsupported, "it is a web page"),
    HostileFile(
      "pointer to a large file", Array("version https://git-lfs.github.com/spec/v1\n".utf8),
      .unsupported, "pointer to a large file"),
    HostileFile("text", Array("weights".utf8), .unsupported, "neither a safetensors file"),
    HostileFile(
      "safetensors header beyond the file", Pickle.bytes(1 << 20, 8) + Array("{}".utf8),
      .truncated, "its header claims 1048576 bytes"),
    HostileFile(
      "safetensors header above its limit", Pickle.bytes(1 << 31, 8) + Array("{}".utf8),
      .truncated, "more than 100000000"),
    HostileFile(
      "safetensors tensor of a lying size",
      safetensors(#"{"a":{"dtype":"F32","shape":[1099511627776],"data_offsets":[0,4]}}"#), .damaged,
      "does not take the 4 bytes"),
    HostileFile(
      "safetensors name that stands twice",
      safetensors(
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"#
          + #""a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#), .damaged,
      "stands twice"),
  ]

  private static func safetensors(_ header: String) -> [UInt8] {
    Pickle.bytes(UInt64(header.utf8.count), 8) + Array(header.utf8) + [0, 0, 0, 0]
  }
}
