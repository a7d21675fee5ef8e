/// Says what a file is that holds no weights in a format that is read here.
struct ForeignFormat: Sendable {
  /// What it is and what to try, as sentences.
  let reason: String

  /// Looks at a file's first and last bytes, and at its name where those tell nothing.
  ///
  /// - Parameters:
  ///   - start: its first bytes, 512 of a larger file.
  ///   - end: its last 8 bytes.
  ///   - path: the file.
  init(start: [UInt8], end: [UInt8], path: String) {
    let text = String(
      decoding: start.drop { $0 <= 0x20 || Self.byteOrderMark.contains($0) }.prefix(64),
      as: UTF8.self)
    let known =
      start.isEmpty
      ? "it is empty. Fetch it again."
      : nil
        ?? Self.bySignature.first { start.starts(with: $0.bytes) }?.reason
        ?? Self.byText.first { text.lowercased().hasPrefix($0.text) }?.reason
        ?? Self.framework(start, end, path.lowercased())
    reason = known ?? "it is neither a safetensors file nor one that torch.save wrote."
  }

  /// What editors put before text.
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  private static let bySignature: [(bytes: [UInt8], reason: String)] = [
    ([0x1F, 0x8B], "it is compressed with gzip. Unpack it first."),
    (Array("BZh".utf8), "it is compressed with bzip2. Unpack it first."),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "it is compressed with xz. Unpack it first."),
    ([0x28, 0xB5, 0x2F, 0xFD], "it is compressed with Zstandard. Unpack it first."),
    ([0x37, 0x7A, 0xBC, 0xAF], "it is a 7z archive. Unpack it, and give the file within."),
    (Array("Rar!".utf8), "it is a RAR archive. Unpack it, and give the file within."),
    (
      [0x89, 0x48, 0x44, 0x46],
      "it is HDF5, as Keras writes. Load it there, and save the weights with PyTorch or as "
        + "safetensors under torchvision's names."
    ),
    (
      [0x93] + Array("NUMPY".utf8),
      "it is a NumPy array, without the names of a network's tensors. Save a state_dict() with "
        + "torch.save or as safetensors."
    ),
    (Array("GGUF".utf8), "it is GGUF, the format of language models, which is not read here."),
  ]

  private static let byText: [(text: String, reason: String)] = [
    (
      "version https://git-lfs",
      "it is a Git LFS pointer to a large file, not the file itself. Fetch the file with 'git lfs "
        + "pull' in its repository, or from its page."
    ),
    (
      "matlab ",
      "it is a MATLAB file, as MatConvNet's weights are. Load it in Python with scipy.io, and save "
        + "its tensors under torchvision's names."
    ),
    (
      "model_checkpoint_path",
      "it is TensorFlow's list of checkpoints. Load the newest there, and save its tensors under "
        + "torchvision's names as safetensors."
    ),
    (
      "<",
      "it is a web page, or the message of a server, saved in place of the file. Fetch it again: "
        + "where the page asks for a login or a confirmation, in a browser."
    ),
  ]

  private static func framework(_ start: [UInt8], _ end: [UInt8], _ path: String) -> String? {
    let advice = "Load it there, and save its tensors under torchvision's names as safetensors."
    // The first field of an ONNX model is the version of its format, the second who made it.
    if path.hasSuffix(".onnx")
      || start.count > 2 && start[0] == 0x08 && (1...64).contains(start[1]) && start[2] == 0x12
    {
      return "it is an ONNX model. Save the state_dict() of the network that it was exported from."
    }
    if start.count > 8, Array(start[4..<8]) == Array("TFL3".utf8) {
      return "it is a TensorFlow Lite model. \(advice)"
    }
    let tables: [UInt8] = [0x57, 0xFB, 0x80, 0x8B, 0x24, 0x75, 0x47, 0xDB]
    let isTensorFlow =
      end == tables || path.contains(".data-0") || path.hasSuffix(".ckpt.meta")
      || path.hasSuffix(".pb")
    if isTensorFlow { return "it is a part of a TensorFlow checkpoint or model. \(advice)" }
    if start.count > 1,
      (0x81...0x8F).contains(start[0]) && (0xA1...0xBF).contains(start[1])
        || start[0] == 0xDE || path.hasSuffix(".msgpack")
    {
      return "it is MessagePack, as Flax (JAX) writes. \(advice)"
    }
    return nil
  }
}
