/// Says what a zip archive is that `torch.save` did not write, by the names in it.
struct ZipContent: Sendable {
  /// What it is and what to try, as sentences.
  let reason: String

  /// The endings of files that hold weights.
  private static let weightEndings = [
    ".pth", ".pt", ".tar", ".bin", ".safetensors", ".ckpt", ".h5", ".onnx", ".msgpack", ".npz",
    ".caffemodel",
  ]

  /// Looks at the names of all entries; nil when it may be what `torch.save` writes.
  ///
  /// - Parameters:
  ///   - names: the names as the archive has them, which may be anything.
  ///   - path: the archive.
  init?(names: [String], path: String) {
    let parts = names.map { $0.split(separator: "/") }
    if parts.contains(where: { $0.count > 1 && ($0[1] == "constants.pkl" || $0[1] == "code") }) {
      reason =
        "it is a TorchScript program, not weights. Save these in Python: "
        + "torch.save(torch.jit.load('\(path)').state_dict(), 'weights.pth')"
    } else if parts.contains(where: { $0.last == "serialized_exported_program.json" })
      || parts.contains(where: { $0.last == "archive_format" })
    {
      reason =
        "it is a program of torch.export, not weights. In Python, save the state_dict of "
        + "torch.export.load with torch.save."
    } else if parts.contains(where: { $0.last == "data.pkl" }) || names.isEmpty {
      return nil
    } else if names.allSatisfy({ $0.hasSuffix(".npy") }) {
      reason =
        "it is an archive of NumPy arrays (.npz). Load it in Python, and save its arrays under "
        + "torchvision's names with torch.save or as safetensors."
    } else if parts.contains(where: { $0.last == "model.weights.h5" }) {
      reason =
        "it is a model of Keras. Load it there, and save its weights under torchvision's names as "
        + "safetensors."
    } else if let packed = Self.packed(names) {
      reason = "it is a zip archive that packs '\(packed)'. Unpack it, and give that file."
    } else {
      return nil
    }
  }

  private static func packed(_ names: [String]) -> String? {
    let first = names.first { name in
      weightEndings.contains { name.lowercased().hasSuffix($0) } && !name.contains("__MACOSX")
    }
    return first.map { String($0.filter { !$0.isNewline }.prefix(80)) }
  }
}
