import Checkpoints
import Failures
import Formats
import Foundation
import OrderedCollections
import Tensors
import Testing

/// One file that must be refused.
struct HostileFile: Sendable, CustomTestStringConvertible {
  let name: String
  let bytes: [UInt8]
  let code: CheckpointError.Code

  /// A part of the message.
  let words: String

  init(_ name: String, _ bytes: [UInt8], _ code: CheckpointError.Code, _ words: String) {
    (self.name, self.bytes, self.code, self.words) = (name, bytes, code, words)
  }

  /// A pickle inside a sound archive.
  init(_ name: String, pickle: [UInt8]..., code: CheckpointError.Code, _ words: String) {
    self.init(name, ZipFile.torch([0x80, 2] + pickle.flatMap { $0 } + [0x2E]).bytes, code, words)
  }

  /// A dictionary of one such tensor inside a sound archive.
  init(_ name: String, tensor: [UInt8], code: CheckpointError.Code = .damaged, _ words: String) {
    self.init(name, pickle: Pickle.dictionary(Pickle.string("a"), tensor), code: code, words)
  }

  var testDescription: String { name }
}

/// Files made to crash, hang, exhaust or take over a reader.
@Suite struct HostileCheckpointTests {
  /// What a hostile pickle would create if it were run.
  static let canary = NSTemporaryDirectory() + "checkpoint-canary-\(UUID().uuidString)"

  @Test(
    .timeLimit(.minutes(1)),
    arguments: HostileFile.symbols + HostileFile.bombs + HostileFile.tensors + HostileFile.archives
      + HostileFile.legacyFiles + HostileFile.tars + HostileFile.otherFiles)
  func theFileIsRefusedForItsOwnReason(hostile: HostileFile) throws {
    let file = try TemporaryCheckpoint(hostile.bytes)
    let error = #expect(throws: CheckpointError.self) { try Checkpoint.load(file.path) }
    #expect(error?.code == hostile.code)
    #expect(error?.description.contains(hostile.words) == true, "\(error?.description ?? "")")
    #expect(error?.path == file.path)
    #expect(!FileManager.default.fileExists(atPath: Self.canary))
  }

  @Test func thereAreEnoughOfThemAndTheyDiffer() {
    let files =
      HostileFile.symbols + HostileFile.bombs + HostileFile.tensors + HostileFile.archives
      + HostileFile.legacyFiles + HostileFile.tars + HostileFile.otherFiles
    #expect(files.count >= 40)
    #expect(Set(files.map(\.name)).count == files.count)
  }

  @Test func theSameFilesWithoutTheLiesAreRead() throws {
    let pickle = Pickle.program(Pickle.dictionary(Pickle.string("a"), Pickle.tensor()))
    let expected = Tensor(shape: [4], elements: [0.5, 1.5, 2.5, 3.5])
    for bytes in [ZipFile.torch(pickle).bytes, LegacyFile().bytes, TarFile.torch.bytes] {
      let file = try TemporaryCheckpoint(bytes)
      #expect(try Checkpoint.everyTensor(in: file.path) == ["a": expected])
    }
  }

  @Test func aFolderAPipeAndNothingAreRefused() throws {
    let missing = #expect(throws: CheckpointError.self) { try Checkpoint.load("/nowhere/w.pth") }
    #expect(missing?.reason == "there is no such file; check the path.")
    let folder = #expect(throws: CheckpointError.self) { try Checkpoint.load("/") }
    #expect(folder?.reason == "it is not a regular file.")
    let device = #expect(throws: CheckpointError.self) { try Checkpoint.load("/dev/zero") }
    #expect(device?.reason == "it is not a regular file.")
  }

  @Test(arguments: ["a safetensors file", "types.pth.tar", "an archive", "a tar archive"])
  func everyTruncationIsRefused(name: String) throws {
    let whole =
      switch name {
      case "an archive":
        ZipFile.torch(
          Pickle.program(Pickle.dictionary(Pickle.string("a"), Pickle.tensor()))
        ).bytes
      case "a tar archive": TarFile.torch.bytes
      case "a safetensors file":
        Safetensors(
          tensors: [
            "bias": Tensor(shape: [2], elements: [1.5, -2.25]),
            "weight": Tensor(shape: [1, 2], elements: [0.5, 8]),
          ], metadata: ["format": "pt"]
        ).encoded
      default: try Golden.bytes(name)
      }
    #expect(try (0..<whole.count).filter { try !isRefused(Array(whole[..<$0])) } == [])
  }

  @Test func truncationsOfALargerArchiveAreRefused() throws {
    let whole = try Golden.bytes("types.pth")
    let lengths = stride(from: 0, to: whole.count, by: 13)
    #expect(try lengths.filter { try !isRefused(Array(whole[..<$0])) } == [])
  }

  @Test(arguments: [
    "types.pth", "types.pth.tar", "cirtorch.pth.tar", "narrow-values.safetensors", "resnet-tar.pth",
  ])
  func flippedBitsAreReadOrRefused(name: String) throws {
    let whole = try Golden.bytes(name)
    var generator = SplitMix64(state: 20)
    var refused = 0
    for round in 0..<240 {
      var flipped = whole
      // Headers, pickles and directories lie at both ends; what is between them is values.
      let reach = round.isMultiple(of: 2) ? min(whole.count, 4096) : whole.count
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let position = Int.random(in: 0..<reach, using: &generator)
        flipped[round.isMultiple(of: 4) ? whole.count - 1 - position : position] ^=
          1 << UInt8.random(in: 0..<8, using: &generator)
      }
      refused += try isRefused(flipped) ? 1 : 0
    }
    #expect(refused > 24)
  }

  @Test func flippedBitsOfAPickleUnderARightChecksumAreReadOrRefused() throws {
    let storage = Pickle.storage(count: 8)
    let pickle = Pickle.program(
      Pickle.dictionary(
        Pickle.string("a"), Pickle.tensor(storage, offset: 1, shape: [2, 3], strides: [3, 1]),
        Pickle.string("b"), Pickle.tensor(storage, shape: [8])))
    var generator = SplitMix64(state: 21)
    var refused = 0
    for _ in 0..<1000 {
      var flipped = pickle
      flipped[Int.random(in: 2..<pickle.count, using: &generator)] ^=
        1 << UInt8.random(in: 0..<8, using: &generator)
      let archive = ZipFile.torch(flipped, storages: ["0": ZipFile.floats(8)])
      refused += try isRefused(archive.bytes) ? 1 : 0
    }
    #expect(refused > 500)
  }

  private func isRefused(_ bytes: [UInt8]) throws -> Bool {
    let file = try TemporaryCheckpoint(bytes)
    do throws(CheckpointError) {
      _ = try Checkpoint.everyTensor(in: file.path)
      return false
    } catch {
      return true
    }
  }
}
