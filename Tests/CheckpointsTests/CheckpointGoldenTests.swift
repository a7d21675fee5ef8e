import Checkpoints
import Formats
import Foundation
import Networks
import OrderedCollections
import Tensors
import Testing

/// One network of random values as ten projects store it, written by PyTorch.
@Suite struct CheckpointGoldenTests {
  static let files: [(name: String, format: TensorFileFormat, family: CheckpointFamily)] = [
    ("torchvision.pth", .zip, .torchvision),
    ("imagenet-training.pth.tar", .legacy, .torchvision),
    ("moco.pth.tar", .legacy, .moco),
    ("moco-v3.pth", .zip, .moco),
    ("swav.pth.tar", .legacy, .swav),
    ("barlow-twins.pth.tar", .legacy, .barlowTwins),
    ("dino.pth.tar", .legacy, .dino),
    ("simsiam.pth.tar", .legacy, .simSiam),
    ("vissl.pth.tar", .legacy, .vissl),
    ("mmselfsup.pth.tar", .legacy, .mmselfsup),
    ("cirtorch.pth.tar", .legacy, .cirtorch),
    ("cirtorch-training.pth", .zip, .cirtorch),
    ("dirtorch.pth.tar", .legacy, .dirtorch),
    ("narrow-values.safetensors", .safetensors, .torchvision),
  ]

  @Test(arguments: files)
  func everyFamilyGivesTheSameNetworkBitForBit(
    name: String, format: TensorFileFormat, family: CheckpointFamily
  ) throws {
    let checkpoint = try Checkpoint.load(Golden.path(name))
    #expect(checkpoint.format == format)
    #expect(checkpoint.family == family)
    #expect(checkpoint.architecture == .resNet18)
    #expect(checkpoint.width == 1)
    #expect(checkpoint.fault == nil)
    #expect(
      checkpoint.mapped.count + checkpoint.dropped.count == checkpoint.tensorCount)
    let expected = try Safetensors(reading: Golden.path("narrow-values.safetensors")).tensors
    let weights = try checkpoint.networkWeights(for: .resNet18, width: 1)
    #expect(weights.tensors.count == 100)
    #expect(weights.tensors.filter { expected[$0.key] != $0.value }.isEmpty)
  }

  @Test func halfPrecisionIsWidened() throws {
    let expected = try Safetensors(reading: Golden.path("narrow-values.safetensors")).tensors
    let weights = try Checkpoint.load(Golden.path("half.pth")).networkWeights()
    let wrong = weights.tensors.filter { name, tensor in
      tensor.elements != expected[name]?.elements.map { Float(Float16($0)) }
    }
    #expect(wrong.isEmpty)
  }

  @Test func whatTrainingLeavesBesideTheNetworkIsDroppedByName() throws {
    let checkpoint = try Checkpoint.load(Golden.path("moco.pth.tar"))
    #expect(checkpoint.mapped.count == 100)
    #expect(checkpoint.mapped.first == "state_dict.module.encoder_q.conv1.weight")
    let dropped = checkpoint.dropped.filter { !$0.hasSuffix("num_batches_tracked") }
    #expect(
      dropped == [
        "optimizer.state.0.momentum_buffer",
        "state_dict.module.encoder_q.fc.0.weight", "state_dict.module.encoder_q.fc.0.bias",
        "state_dict.module.encoder_q.fc.2.weight",
        "state_dict.module.encoder_k.conv1.weight",
        "state_dict.module.encoder_k.fc.0.weight", "state_dict.module.encoder_k.fc.0.bias",
        "state_dict.module.encoder_k.fc.2.weight",
        "state_dict.module.queue", "state_dict.module.queue_ptr",
      ])
  }

  @Test func theTeacherIsTakenAndTheStudentDropped() throws {
    let checkpoint = try Checkpoint.load(Golden.path("dino.pth.tar"))
    #expect(checkpoint.mapped.allSatisfy { $0.hasPrefix("teacher.backbone.") })
    #expect(checkpoint.dropped.contains("student.module.backbone.conv1.weight"))
    #expect(checkpoint.inert == ["argparse.Namespace"])
  }

  @Test(arguments: ["cirtorch.pth.tar", "cirtorch-training.pth"])
  func exponentAndWhiteningsOfCirtorchAreRead(name: String) throws {
    let checkpoint = try Checkpoint.load(Golden.path(name))
    #expect(checkpoint.gemExponents == [2.9252])
    let layer = Tensor(shape: [8, 8], elements: (0..<64).map(Float.init))
    let bias = Tensor(shape: [8], elements: (0..<8).map(Float.init))
    #expect(
      checkpoint.whitenings.first
        == StoredWhitening(name: "whiten", projection: .linear(weight: layer, bias: bias)))
    #expect(
      checkpoint.whitenings.dropFirst().map(\.name) == [
        "meta.Lw.retrieval-SfM-120k.ss", "meta.Lw.retrieval-SfM-120k.ms",
      ])
    let matrix = Tensor(shape: [8, 8], elements: (0..<64).map { Float($0) / 8 - 1 })
    let mean = Tensor(shape: [8], elements: (0..<8).map { Float($0) / 4 + 1 })
    #expect(
      checkpoint.whitenings.last?.projection == .centred(matrix: matrix, mean: mean))
  }

  @Test func exponentAndLastLayerOfDirtorchAreRead() throws {
    let checkpoint = try Checkpoint.load(Golden.path("dirtorch.pth.tar"))
    #expect(checkpoint.gemExponents == [2.75])
    #expect(checkpoint.whitenings.map(\.name) == ["fc"])
  }

  @Test func exponentInTheTextOfOurOwnFilesIsRead() throws {
    let tensors = try Safetensors(reading: Golden.path("narrow-values.safetensors")).tensors
    let file = try TemporaryCheckpoint(
      Safetensors(tensors: tensors, metadata: ["pool.p": "2.5"]).encoded)
    #expect(try Checkpoint.load(file.path).gemExponents == [2.5])
    let broken = try TemporaryCheckpoint(
      Safetensors(tensors: tensors, metadata: ["pool.p": "three"]).encoded)
    #expect(throws: CheckpointError.self) { try Checkpoint.load(broken.path) }
  }

  @Test func anExponentForEachChannelIsReadAndKept() throws {
    let tensors = try Safetensors(reading: Golden.path("narrow-values.safetensors")).tensors
    func load(_ exponents: [Float]) throws -> Checkpoint {
      let metadata = ["pool.p": GeMExponents.text(exponents)]
      let file = try TemporaryCheckpoint(Safetensors(tensors: tensors, metadata: metadata).encoded)
      return try Checkpoint.load(file.path)
    }
    let one = try load([3])
    let architecture = try #require(one.architecture)
    let channels = architecture.graph(width: one.width).featureChannels
    let exponents = (0..<channels).map { 2 + Float($0) / Float(channels) }
    let checkpoint = try load(exponents)
    #expect(checkpoint.gemExponents == exponents)
    let converted = try TemporaryCheckpoint(try checkpoint.safetensors().encoded)
    #expect(try Checkpoint.load(converted.path).gemExponents == exponents)

    let few = #expect(throws: CheckpointError.self) { try load(Array(exponents.dropLast())) }
    #expect(few?.code == .unsupported)
    let zero = #expect(throws: CheckpointError.self) { try load(exponents.dropLast() + [0]) }
    #expect(zero?.code == .damaged)
  }

  @Test func anotherNetworkThanAskedForIsAnErrorThatNamesBoth() throws {
    let checkpoint = try Checkpoint.load(Golden.path("swav.pth.tar"))
    let error = #expect(throws: CheckpointError.self) {
      try checkpoint.networkWeights(for: .resNet50)
    }
    #expect(error?.code == .otherNetwork)
    #expect(
      error?.reason
        == "resnet50 was asked for, and the file holds resnet18 of width 1. Ask for that one, or "
        + "give another file.")
  }
}

/// Files beside the tests.
enum Golden {
  static func path(_ name: String) -> String { Bundle.module.bundlePath + "/Golden/\(name)" }

  static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: path(name))))
  }
}

/// A file that is there as long as the value is.
final class TemporaryCheckpoint {
  let path: String

  init(_ bytes: [UInt8]) throws {
    path = NSTemporaryDirectory() + "checkpoint-\(UUID().uuidString)"
    try Data(bytes).write(to: URL(filePath: path))
  }

  deinit {
    do { try FileManager.default.removeItem(atPath: path) } catch { Issue.record(error) }
  }
}
