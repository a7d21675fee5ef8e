import Checkpoints
import Formats
import Foundation
import Tensors
import Testing

/// Files of weights in formats that are not read, and what is no weights at all.
@Suite struct ForeignFormatTests {
  private static let formats: [(name: String, bytes: [UInt8], words: String)] = [
    ("w.pth", Array("\u{FEFF}\n <!doctype html>".utf8), "it is a web page, or the message"),
    ("w.pth", Array("<?xml version='1.0'?><Error>".utf8), "it is a web page, or the message"),
    ("w.pth", Array("{\"error\": \"gone\"}".utf8), "it is JSON, such as a configuration"),
    ("w.pth", Array("version https://git-lfs.github.com/spec/v1\n".utf8), "'git lfs pull'"),
    ("w.mat", Array("MATLAB 5.0 MAT-file".utf8), "it is a MATLAB file"),
    ("w.npy", [0x93] + Array("NUMPY".utf8), "it is a NumPy array"),
    ("w.h5", [0x89] + Array("HDF\r\n".utf8), "it is HDF5, as Keras writes"),
    ("w.onnx", [8, 7, 0x12, 7] + Array("pytorch".utf8), "it is an ONNX model"),
    ("w", [8, 10, 0x12, 5] + Array("tf2on".utf8), "it is an ONNX model"),
    ("w.tflite", [0x1C, 0, 0, 0] + Array("TFL3aaaa".utf8), "it is a TensorFlow Lite model"),
    ("model.ckpt.data-00000-of-00001", [1, 2, 3], "part of a TensorFlow checkpoint"),
    (
      "model.ckpt.index", [0, 0, 1] + [0x57, 0xFB, 0x80, 0x8B, 0x24, 0x75, 0x47, 0xDB],
      "part of a TensorFlow checkpoint"
    ),
    ("checkpoint", Array("model_checkpoint_path: \"m\"".utf8), "TensorFlow's list of checkpoints"),
    ("flax_model.msgpack", [0x81, 0xA6] + Array("params".utf8), "MessagePack, as Flax"),
    ("w.pth.xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "it is compressed with xz"),
    ("w.pth", [], "it is empty"),
  ]

  @Test(arguments: formats)
  func theMessageNamesTheFormat(name: String, bytes: [UInt8], words: String) throws {
    let files = try TemporaryFiles([(name, bytes)])
    let error = #expect(throws: CheckpointError.self) { try Checkpoint.load(files.first) }
    #expect(error?.code == .unsupported)
    #expect(error?.reason.contains(words) == true, "\(error?.reason ?? "")")
  }

  private static let archives: [(names: [String], words: String)] = [
    (["arr_0.npy", "conv1.npy"], "an archive of NumPy arrays (.npz)"),
    (["config.json", "metadata.json", "model.weights.h5"], "a model of Keras"),
    (["net/", "net/r50.pth", "__MACOSX/._r50.pth"], "packs 'net/r50.pth'. Unpack it"),
    (["script/data.pkl", "script/constants.pkl"], "torch.save(torch.jit.load('"),
    (["script/code/__torch__.py"], "a TorchScript program"),
    (["m/archive_format", "m/data/weights/w0"], "a program of torch.export"),
  ]

  @Test(arguments: archives, [UInt64(0), 8])
  func theMessageNamesTheArchiveWhateverIsCompressed(
    archive: (names: [String], words: String), method: UInt64
  ) throws {
    let entries = archive.names.map { ZipFile.Entry(name: $0, content: [1], method: method) }
    let file = try TemporaryCheckpoint(ZipFile(entries: entries).bytes)
    let error = #expect(throws: CheckpointError.self) { try Checkpoint.load(file.path) }
    #expect(error?.code == .unsupported)
    #expect(error?.reason.contains(archive.words) == true, "\(error?.reason ?? "")")
  }

  @Test func aProgramOfPyTorchIsNamedBeforeItsCompression() throws {
    let path = Golden.path("script.pt")
    let error = #expect(throws: CheckpointError.self) { try Checkpoint.load(path) }
    #expect(
      error?.reason
        == "it is a TorchScript program, not weights. Save these in Python: "
        + "torch.save(torch.jit.load('\(path)').state_dict(), 'weights.pth')")
  }

  @Test func quantisedTensorsAreNamed() throws {
    let pickle = Pickle.dictionary(
      Pickle.string("a"), Pickle.call("torch._utils", "_rebuild_qtensor", Pickle.storage()))
    let file = try TemporaryCheckpoint(ZipFile.torch(Pickle.program(pickle)).bytes)
    let error = #expect(throws: CheckpointError.self) { try Checkpoint.load(file.path) }
    #expect(error?.reason.contains("It holds quantised tensors") == true)
  }

  @Test func aMisspeltFileNamesTheNearestOfItsFolder() throws {
    let files = try TemporaryFiles([("resnet50-moco.pth", [1]), ("other.bin", [1])])
    let error = #expect(throws: CheckpointError.self) {
      try Checkpoint.load(files.path("resnet50-mocco.pth"))
    }
    #expect(error?.reason == "there is no such file; its folder has 'resnet50-moco.pth'.")
  }

  @Test func aFolderNamesTheFileWithin() throws {
    let files = try TemporaryFiles([
      ("model.safetensors.index.json", [1]), ("model-00001-of-00002.safetensors", [1]),
    ])
    let error = #expect(throws: CheckpointError.self) { try Checkpoint.load(files.path("")) }
    #expect(
      error?.reason
        == "it is a folder; give the file within, such as 'model.safetensors.index.json'."
    )
  }

  @Test(arguments: [
    ("conv1.0.weight", "stem is several convolutions"),
    ("visual.attnpool.q_proj.weight", "CLIP's ResNet"),
    ("stem.conv.weight", "ResNet of version 2"), ("cls_token", "a vision transformer"),
    ("backbone.bottom_up.res2.0.conv1.weight", "Detectron2's ResNet"),
  ])
  func anotherNetworkIsNamedByItsNames(name: String, words: String) throws {
    let network = WrappedNetwork(names: [(name, Tensor(shape: [1], elements: [1]))])
    let file = try TemporaryCheckpoint(network.files(.zip)[0].bytes)
    #expect(try Checkpoint.load(file.path).fault?.reason.contains(words) == true)
  }
}
