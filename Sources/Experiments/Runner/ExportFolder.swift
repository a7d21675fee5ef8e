import Checkpoints
import DescriptorStore
import Networks
import Retrieval
import Tensors

/// A folder of the user's for what a run has trained and fitted, as safetensors files.
struct ExportFolder: Sendable {
  private let path: String

  /// Makes the folder where it is not there.
  ///
  /// - Parameter path: the folder.
  /// - Throws: `FileError` when it cannot be made or written to.
  init(_ path: String) throws(FileError) {
    try Folder.create(path)
    try Folder.checkWritable(path)
    self.path = path
  }

  /// Writes a network as `iir extract --weights` reads it.
  ///
  /// - Parameters:
  ///   - weights: the network.
  ///   - model: the recipe that it was made by.
  ///   - seed: the seed that it was made with.
  /// - Throws: `FileError`, and what reading the weights throws.
  func write(_ weights: StoredWeights, model: String, seed: UInt64) throws {
    var metadata = ["madeBy": "iir \(ToolVersion.current)"]
    metadata[GeMExponents.name] = weights.gemExponents.map(GeMExponents.text)
    try write(
      Safetensors(tensors: try weights.weights().tensors, metadata: metadata),
      called: "\(model) seed \(seed)")
  }

  /// Writes the whitening of a row as `iir extract --whitening` reads it.
  ///
  /// - Parameters:
  ///   - whitening: the projection.
  ///   - row: the row of the table that it belongs to.
  ///   - set: what it was fitted on.
  ///   - seed: the seed of the row's network.
  /// - Throws: `FileError`.
  func write(
    _ whitening: Projection, row: String, fittedOn set: DatasetName, seed: UInt64
  ) throws(FileError) {
    let metadata = [
      "madeBy": "iir \(ToolVersion.current)", "row": row, "fittedOn": set.rawValue,
      "seed": "\(seed)",
    ]
    try write(
      Safetensors(tensors: whitening.tensors, metadata: metadata),
      called: "\(row) whitening on \(set.rawValue) seed \(seed)")
  }

  private func write(_ content: Safetensors, called name: String) throws(FileError) {
    try AtomicFile.write(content.encoded, to: "\(path)/\(Self.fileName(name)).safetensors")
  }

  /// Returns a name that no shell takes apart: everything but letters, digits, "." and "_" becomes "-".
  private static func fileName(_ name: String) -> String {
    name.split { !($0.isLetter || $0.isNumber || "._".contains($0)) }.joined(separator: "-")
  }
}
