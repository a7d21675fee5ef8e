import ArgumentParser
import Foundation

/// A format that a command writes.
enum OutputFormat: String {
  case hdf5 = "HDF5"
  case numPy = "NumPy's .npy"
  case safetensors = "safetensors"
  case png = "PNG"
  case jpeg = "JPEG"

  /// The endings that say so.
  var endings: [String] {
    switch self {
    case .hdf5: ["h5", "hdf5", "hdf", "he5"]
    case .numPy: ["npy"]
    case .safetensors: ["safetensors"]
    case .png: ["png"]
    case .jpeg: ["jpg", "jpeg"]
    }
  }
}

/// The ending of a file that a command writes, which other programs take for its format.
struct OutputEnding {
  private let ending: String
  private let formats: [OutputFormat]

  /// Takes down the ending of a file, and the formats it may be written in.
  init(of path: String, formats: [OutputFormat]) {
    ending = URL(filePath: path).pathExtension.lowercased()
    self.formats = formats
  }

  /// Endings of formats, those that some command writes among them.
  private static let promises: Set<String> = [
    "h5", "hdf5", "hdf", "he5", "npy", "npz", "mat", "csv", "tsv", "txt", "json", "jsonl", "ndjson",
    "yaml", "yml", "xml",
    "html",
    "md", "tex", "xls", "xlsx", "ods", "parquet", "feather", "arrow", "orc", "avro", "pt", "pth",
    "ckpt", "safetensors", "onnx", "pkl", "pickle", "joblib", "msgpack", "tfrecord", "pb", "tar",
    "gz", "tgz", "zip", "7z", "bz2", "xz", "zst", "fvecs", "bvecs", "ivecs", "faiss", "sqlite",
    "lmdb", "zarr", "nc", "pdf", "jpg", "jpeg", "png", "gif", "webp", "bmp", "tif", "tiff", "svg",
  ]

  /// Refuses an ending that promises another format than those that can be written.
  ///
  /// Endings of no format, such as that of `db.v2`, are no promise.
  ///
  /// - Parameter option: the option that names the file.
  /// - Throws: `ValidationError` with the endings that are right.
  func check(option: String) throws {
    let right = formats.flatMap(\.endings)
    guard Self.promises.contains(ending), !right.contains(ending) else { return }
    let written = formats.map(\.rawValue).joined(separator: " or ")
    let accepted = right.map { ".\($0)" }.joined(separator: ", ")
    throw ValidationError(
      "\(option) ends in .\(ending), and \(written) is written; end it in \(accepted).")
  }
}
