import Checkpoints
import Formats
import OrderedCollections
import Tensors
import Testing

/// Element types, views and shared storages, as PyTorch writes and converts them.
@Suite struct TorchTensorTests {
  @Test(arguments: ["types.pth", "types.pth.tar"])
  func everyTensorOfFloatsHasPyTorchsValues(name: String) throws {
    let expected = try Safetensors(reading: Golden.path("types-values.safetensors")).tensors
    let tensors = try Checkpoint.everyTensor(in: Golden.path(name))
    #expect(tensors.count == 12)
    #expect(Set(tensors.keys) == Set(expected.keys))
    #expect(tensors.filter { expected[$0.key] != $0.value }.isEmpty)
  }

  @Test func viewsAreReadThroughTheirStrides() throws {
    let tensors = try Checkpoint.everyTensor(in: Golden.path("types.pth"))
    let slice: [Float] = [-0.625, -0.25, 0.125, 0.5, 0.875, 1.25]
    #expect(tensors["slice"]?.elements == slice)
    #expect(tensors["transposed"]?.shape == [6, 4])
    #expect(tensors["transposed"]?.elements.prefix(4) == [-1, -0.25, 0.5, 1.25])
    #expect(tensors["tied"] == tensors["tied_again"])
    #expect(tensors["scalar"] == Tensor(shape: [], elements: [0.07]))
    #expect(tensors["empty"] == Tensor(shape: [0, 4], elements: []))
  }

  @Test(arguments: ["types.pth", "types.pth.tar"])
  func integersAreCountedAndNeverWeights(name: String) throws {
    let checkpoint = try Checkpoint.load(Golden.path(name))
    #expect(checkpoint.tensorCount == 18)
    #expect(checkpoint.family == nil)
    #expect(checkpoint.architecture == nil)
    #expect(checkpoint.fault?.code == .unknownNetwork)
    #expect(throws: CheckpointError.self) { try checkpoint.networkWeights() }
  }

  @Test func whatPython2AndTheFirstVersionsWroteIsRead() throws {
    // Pairs as an argument, byte strings as keys, the first kind of call, a view of a storage.
    let view = Pickle.tuple(Pickle.string("v"), Pickle.integer(1), Pickle.integer(3))
    let tensor = Pickle.call(
      "torch._utils", "_rebuild_tensor", Pickle.storage(view: view), Pickle.integer(1),
      Pickle.tuple(Pickle.integer(2)), Pickle.tuple(Pickle.integer(1)))
    let pair = Pickle.ascii("](U\u{1}a") + tensor + Pickle.ascii("e")
    var file = LegacyFile()
    file.object = Pickle.call(
      "collections", "OrderedDict", Pickle.ascii("](") + pair + Pickle.ascii("e"))
    let saved = try TemporaryCheckpoint(file.bytes)
    #expect(
      try Checkpoint.everyTensor(in: saved.path) == ["a": Tensor(shape: [2], elements: [2.5, 3.5])])
  }

  @Test func defaultDictionariesAreReadAndListed() throws {
    let factory = Pickle.global("builtins", "dict")
    let object = Pickle.call("collections", "defaultdict", factory)
    let pickle = Pickle.program(
      object + Pickle.string("a") + Pickle.tensor(), Pickle.ascii("s"))
    let file = try TemporaryCheckpoint(ZipFile.torch(pickle).bytes)
    let checkpoint = try Checkpoint.load(file.path)
    #expect(checkpoint.unexpected == ["a"])
    #expect(checkpoint.inert == ["collections.defaultdict"])
  }

  @Test func aDoubleBeyondFloatsIsRefused() throws {
    let storage = Pickle.storage(count: 1, type: "DoubleStorage")
    let pickle = Pickle.program(
      Pickle.dictionary(Pickle.string("a"), Pickle.tensor(storage, shape: [1])))
    let value = Pickle.bytes(1e300.bitPattern, 8)
    let file = try TemporaryCheckpoint(ZipFile.torch(pickle, storages: ["0": value]).bytes)
    let error = #expect(throws: CheckpointError.self) {
      try Checkpoint.everyTensor(in: file.path)
    }
    #expect(error?.reason.contains("beyond the range of 32-bit floats") == true)
  }

  @Test func storagesSharedByManyTensorsAreBounded() throws {
    let content = (0..<40).flatMap { Pickle.string("a\($0)") + Pickle.tensor(shape: [4]) }
    let pickle = Pickle.program(Pickle.dictionary(content))
    let small = try TemporaryCheckpoint(ZipFile.torch(pickle).bytes)
    #expect(try Checkpoint.everyTensor(in: small.path).count == 40)
    let many = (0..<40).flatMap {
      Pickle.string("a\($0)") + Pickle.tensor(Pickle.storage(count: 1 << 16), shape: [1 << 16])
    }
    let large = try TemporaryCheckpoint(
      ZipFile.torch(
        Pickle.program(Pickle.dictionary(many)),
        storages: ["0": Array(repeating: 0, count: 4 << 16)]
      ).bytes)
    let error = #expect(throws: CheckpointError.self) {
      try Checkpoint.everyTensor(in: large.path)
    }
    #expect(error?.code == .limit)
  }

  @Test func largeArchivesOf64BitFieldsAreRead() throws {
    // PyTorch itself writes the 64-bit records at the end; the extra field stands in archives of
    // more than 4 GiB only, so it is made up here.
    let pickle = Pickle.program(Pickle.dictionary(Pickle.string("a"), Pickle.tensor()))
    var file = ZipFile.torch(pickle)
    file.entries[1].hasLargeFields = true
    let archive = try TemporaryCheckpoint(file.bytes)
    #expect(try Checkpoint.everyTensor(in: archive.path)["a"]?.elements == [0.5, 1.5, 2.5, 3.5])
  }
}
