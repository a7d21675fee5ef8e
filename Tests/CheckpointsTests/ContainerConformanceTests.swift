import Checkpoints
import Formats
import OrderedCollections
import Tensors
import TestSupport
import Testing

/// Every container of tensors under one face: the bytes of a file and what it holds.
struct ContainerCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let bytes: @Sendable () throws -> [UInt8]

  /// Whether every byte that means something is under a checksum, or is of the container's frame.
  var hasChecksums = false

  /// One tensor "a" of four numbers as each container holds it.
  static let small = [
    ContainerCase(
      testDescription: "zip",
      bytes: {
        ZipFile.torch(
          Pickle.program(Pickle.dictionary(Pickle.string("a"), Pickle.tensor()))
        ).bytes
      }, hasChecksums: true),
    ContainerCase(testDescription: "legacy", bytes: { LegacyFile().bytes }),
    ContainerCase(testDescription: "tar", bytes: { TarFile.torch.bytes }),
    ContainerCase(
      testDescription: "safetensors",
      bytes: {
        Safetensors(tensors: ["a": Tensor(shape: [4], elements: [0.5, 1.5, 2.5, 3.5])]).encoded
      }),
  ]

  /// Files that PyTorch, and the library of safetensors, wrote.
  static let golden = [
    "half.pth", "types.pth", "types.pth.tar", "types-values.safetensors", "cirtorch.pth.tar",
  ].map { name in ContainerCase(testDescription: name, bytes: { try Golden.bytes(name) }) }
}

/// What every container of tensors keeps to, whole or damaged.
@Suite struct ContainerConformanceTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  /// What reading a file comes to.
  private enum Outcome: Equatable {
    case tensors(OrderedDictionary<String, Tensor>)
    case refused(CheckpointError)

    var error: CheckpointError? {
      if case .refused(let error) = self { error } else { nil }
    }
  }

  private func read(_ bytes: [UInt8], _ name: String = "weights.pth") throws -> Outcome {
    try scratch.write(bytes, to: name)
    return read("\(scratch.path)/\(name)")
  }

  private func read(_ path: String) -> Outcome {
    do throws(CheckpointError) {
      return .tensors(try Checkpoint.everyTensor(in: path))
    } catch {
      return .refused(error)
    }
  }

  @Test(arguments: ContainerCase.small)
  func theSameTensorComesOutOfEach(container: ContainerCase) throws {
    let expected = Tensor(shape: [4], elements: [0.5, 1.5, 2.5, 3.5])
    #expect(try read(container.bytes()) == .tensors(["a": expected]))
  }

  @Test(arguments: ContainerCase.small + ContainerCase.golden)
  func theContentTellsTheKindAndNotTheName(container: ContainerCase) throws {
    let bytes = try container.bytes()
    let whole = try read(bytes)
    #expect(whole.error == nil)
    for name in ["w", "w.bin", "w.safetensors", "w.zip", "ü b.PTH"] {
      #expect(try read(bytes, name) == whole, "\(name)")
    }
  }

  @Test(arguments: ContainerCase.small + ContainerCase.golden)
  func aFileThatEndsTooSoonIsRefusedByName(container: ContainerCase) throws {
    let bytes = try container.bytes()
    // Some lengths, and each of the last bytes.
    let lengths = Set(stride(from: 0, to: bytes.count, by: max(1, bytes.count / 20)))
      .union(max(0, bytes.count - 8)..<bytes.count)
    for length in lengths.sorted() {
      let error = try read(Array(bytes[..<length])).error
      #expect(error?.path == "\(scratch.path)/weights.pth", "\(length) bytes of \(bytes.count)")
      #expect(error?.reason.isEmpty == false)
    }
  }

  @Test(arguments: ContainerCase.small.filter(\.hasChecksums))
  func noChangedBitUnderAChecksumGivesOtherValues(container: ContainerCase) throws {
    let bytes = try container.bytes()
    let whole = try read(bytes)
    var refused = 0
    let bits = Array(stride(from: 0, to: 8 * bytes.count, by: 13))
    for bit in bits {
      var changed = bytes
      changed[bit / 8] ^= 1 << UInt8(bit % 8)
      let outcome = try read(changed)
      refused += outcome.error == nil ? 0 : 1
      #expect(outcome == whole || outcome.error != nil, "bit \(bit)")
    }
    // Dates, versions and attributes alone may change unnoticed.
    #expect(refused > bits.count * 3 / 4)
  }

  @Test(arguments: ContainerCase.small.filter { !$0.hasChecksums })
  func aChangedBitIsRefusedOrChangesLittle(container: ContainerCase) throws {
    let bytes = try container.bytes()
    for place in stride(from: 0, to: bytes.count, by: max(3, bytes.count / 120)) {
      var changed = bytes
      changed[place] ^= 1 << UInt8(place % 8)
      guard case .tensors(let tensors) = try read(changed) else { continue }
      let count = tensors.values.reduce(0) { $0 + $1.elements.count }
      #expect(count <= 4, "byte \(place)")
    }
  }

  @Test(arguments: ContainerCase.small, ContainerCase.small)
  func twoFilesInOneAreNotBothBelieved(first: ContainerCase, second: ContainerCase) throws {
    let outcome = try read(first.bytes() + second.bytes())
    guard case .tensors(let tensors) = outcome else { return }
    #expect(tensors.mapValues(\.elements) == ["a": [0.5, 1.5, 2.5, 3.5]])
  }

  @Test(arguments: ["", "P", "PK", "\u{3}\u{4}", "not weights at all\n", "{}"])
  func whatIsNoContainerIsRefusedByName(text: String) throws {
    let error = try read(Array(text.utf8)).error
    #expect(error?.path == "\(scratch.path)/weights.pth")
    #expect(error?.reason.isEmpty == false)
  }

  @Test func whatIsNoFileIsRefusedByName() {
    for path in [scratch.path, "\(scratch.path)/none.pth", "/dev/null"] {
      let error = read(path).error
      #expect(error?.code == .unreadable)
      #expect(error?.path == path)
    }
  }
}
