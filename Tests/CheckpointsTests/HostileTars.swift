import Checkpoints
import Formats

/// Archives of PyTorch before 0.1.10 that contradict themselves, or are something else.
extension HostileFile {
  private static func tar(
    _ name: String, _ code: CheckpointError.Code, _ words: String,
    _ change: (inout TarFile) -> Void
  ) -> HostileFile {
    var file = TarFile.torch
    change(&file)
    return HostileFile(name, file.bytes, code, words)
  }

  private static func parts(
    _ name: String, _ words: String, code: CheckpointError.Code = .damaged,
    _ change: (inout TarParts) -> Void
  ) -> HostileFile {
    var parts = TarParts()
    change(&parts)
    return HostileFile(name, parts.file.bytes, code, words)
  }

  static let tars: [HostileFile] = [
    tar("tar that climbs", .unsupported, #"packs "../../etc/passwd""#) {
      $0.members[0].name = "../../etc/passwd"
    },
    tar("absolute member of a tar", .unsupported, #"packs "/storages""#) {
      $0.members[3].name = "/storages"
    },
    tar("member in another folder", .unsupported, #"packs "../storages""#) {
      $0.members[3].folder = ".."
    },
    tar("tar that packs a checkpoint", .unsupported, #"packs "nets/r50.pth". Unpack it"#) {
      $0.members.insert(TarFile.Member(name: "nets/r50.pth", content: [0x80, 2]), at: 0)
    },
    tar("two members of one name", .damaged, #"two members named "pickle""#) {
      $0.members.append($0.members[1])
    },
    tar("symbolic link in a tar", .damaged, "is a link") {
      ($0.members[1].kind, $0.members[1].target) = (UInt8(ascii: "2"), "/etc/passwd")
    },
    tar("hard link in a tar", .damaged, "is a link") {
      ($0.members[3].kind, $0.members[3].target) = (UInt8(ascii: "1"), "tensors")
    },
    tar("sparse member", .damaged, "no plain file") { $0.members[3].kind = UInt8(ascii: "S") },
    tar("sparse member by an extended field", .damaged, #"field "GNU.sparse.major""#) {
      let record = Array("22 GNU.sparse.major=1\n".utf8)
      $0.members.insert(
        TarFile.Member(name: "x", content: record, kind: UInt8(ascii: "x")), at: 3)
    },
    tar("another size by an extended field", .damaged, #"field "size""#) {
      let record = Array("20 size=99999999999\n".utf8)
      $0.members.insert(
        TarFile.Member(name: "x", content: record, kind: UInt8(ascii: "x")), at: 1)
    },
    tar("folder in a tar", .damaged, "no plain file") { $0.members[1].kind = UInt8(ascii: "5") },
    tar("member of a huge size", .truncated, "ends within its member") {
      $0.members[3].claimedSize = 0o77_777_777_777
    },
    tar("tar without its end", .truncated, "without its end") { $0.end = [] },
    tar("bytes behind the end of a tar", .damaged, "bytes follow the end") { $0.end[700] = 1 },
    tar("tar without its storages", .damaged, "3 of the 4 members") { $0.members.removeLast() },
    parts("storages of a huge count", "is longer than its member") {
      $0.storages[0].count = 1 << 61
    },
    parts("storages of a negative count", "is longer than its member") {
      $0.storages[0].count = -1
    },
    parts("more storages than there are", "a storage is described by a list") {
      $0.storageCount = 3
    },
    parts("a million storages", "number of entries") { $0.storageCount = 1 << 20 },
    parts("a negative number of tensors", "number of entries") { $0.tensorCount = -1 },
    parts("two storages of one number", "is there twice") { $0.storages.append($0.storages[0]) },
    parts(
      "storage of a foreign class", "it names os.system",
      code: .symbol(PickleSymbol(module: "os", name: "system"))
    ) { $0.storageClass = Pickle.global("os", "system") },
    parts(
      "call in the system of a tar", "it names os.system",
      code: .symbol(PickleSymbol(module: "os", name: "system"))
    ) { $0.system = Pickle.call("os", "system", Pickle.string("x")) },
    parts(
      "call in the pickle of a tar", "it names os.system",
      code: .symbol(PickleSymbol(module: "os", name: "system"))
    ) { $0.object = Pickle.call("os", "system", Pickle.string("x")) },
    parts("tensor on no storage", "on no storage") { $0.tensors[0].storage = 2 },
    parts("tensor beyond its storage", "reaches element 4") { $0.tensors[0].shape = [5] },
    parts("tensor of a negative length", "below 0") { $0.tensors[0].shape = [-4] },
    parts("tensor before its storage", "starts at element -1") { $0.tensors[0].offset = -1 },
    parts("tensor of a thousand axes", "has 1000 axes") {
      $0.tensors[0].shape = Array(repeating: 1, count: 1000)
      $0.tensors[0].strides = Array(repeating: 1, count: 1000)
    },
    parts("tensor of repeated elements", "repetitions of 4") {
      ($0.tensors[0].shape, $0.tensors[0].strides) = ([1 << 40, 4], [0, 1])
    },
    parts("view beyond the storage of a tar", "leaves its storage") { $0.views = [[9, 1, 2, 3]] },
    parts("view of no storage", "leaves its storage") { $0.views = [[9, 8, 0, 1]] },
    parts("name that no tensor has", "a storage without a tensor") {
      $0.object = Pickle.dictionary(Pickle.string("a"), Pickle.string("8") + Pickle.ascii("Q"))
    },
    parts("big-endian tar", "little-endian machine", code: .unsupported) {
      $0.system = Pickle.dictionary(Pickle.string("little_endian"), [0x89])
    },
  ]
}
