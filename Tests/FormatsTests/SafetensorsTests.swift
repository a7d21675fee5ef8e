import Formats
import Foundation
import OrderedCollections
import Tensors
import Testing

@Suite struct SafetensorsTests {
  @Test func readsWhatThePythonPackageWrites() throws {
    let file = try Safetensors(reading: golden("float32.safetensors"))
    #expect(file.tensors.keys == ["bn1.bias", "conv1.weight", "empty", "temperature"])
    #expect(file.tensors["bn1.bias"] == Tensor(shape: [2], elements: [1.5, -2.25]))
    #expect(
      file.tensors["conv1.weight"]
        == Tensor(shape: [2, 3], elements: [-0.5, -0.25, 0, 0.25, 0.5, 0.75]))
    #expect(file.tensors["temperature"] == Tensor(shape: [], elements: [0.07]))
    #expect(file.tensors["empty"] == Tensor(shape: [0, 4], elements: []))
    #expect(file.metadata == ["architecture": "résumé \"net\"\n"])
    #expect(file.leftOut.isEmpty)
  }

  @Test func widensHalfPrecisionAndNamesWhatItLeavesOut() throws {
    let file = try Safetensors(reading: golden("mixed.safetensors"))
    #expect(
      file.tensors["half"] == Tensor(shape: [4], elements: [1, -2.5, 65504, 0x1p-24]))
    #expect(
      file.tensors["brain"] == Tensor(shape: [2, 2], elements: [1, -2.5, 0x1p100, 0x1p-120]))
    #expect(file.leftOut == ["bn1.num_batches_tracked": "I64"])
  }

  @Test func writesTheBytesThatThePythonPackageWrites() throws {
    let original = Array(try Data(contentsOf: URL(filePath: golden("short.safetensors"))))
    let file = Safetensors(
      tensors: [
        "bias": Tensor(shape: [2], elements: [1.5, -2.25]),
        "weight": Tensor(shape: [1, 2], elements: [0.5, 8]),
      ],
      metadata: ["format": "pt"])
    #expect(file.encoded == original)
  }

  @Test func whatIsWrittenReadsBackInOrder() throws {
    let file = Safetensors(
      tensors: [
        "z": Tensor(shape: [2, 1], elements: [.pi, -0.0]),
        "tab\tquote\"\\": Tensor(shape: [], elements: [3]),
        "a": Tensor(shape: [0], elements: []),
      ],
      metadata: ["b": "2\n", "a": "\u{1}é"])
    let read = try Safetensors(decoding: file.encoded, path: "x")
    #expect(read == file)
    #expect(read.encoded == file.encoded)
  }

  @Test func valuesStartAtAMultipleOfEight() {
    let bytes = Safetensors(tensors: ["ab": Tensor(shape: [1], elements: [1])]).encoded
    #expect(bytes[0] % 8 == 0)
    #expect(Array(bytes.suffix(4)) == [0, 0, 0x80, 0x3F])
  }

  @Test func noTensorsMakeAnEmptyFile() throws {
    let bytes = Safetensors(tensors: [:]).encoded
    #expect(bytes == [8, 0, 0, 0, 0, 0, 0, 0] + Array("{}      ".utf8))
    #expect(try Safetensors(decoding: bytes, path: "x").tensors.isEmpty)
  }

  @Test func aMissingFileAndAFolderAreNamed() {
    #expect(
      throws: CheckpointError(
        .unreadable, path: "/nowhere/w.safetensors", "there is no such file; check the path.")
    ) {
      try Safetensors(reading: "/nowhere/w.safetensors")
    }
    #expect(throws: CheckpointError(.unreadable, path: "/", "it is not a regular file.")) {
      try Safetensors(reading: "/")
    }
  }

  private func golden(_ name: String) -> String {
    Bundle.module.bundlePath + "/Golden/\(name)"
  }
}
