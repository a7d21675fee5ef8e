import Checkpoints
import Files
import Formats
import Networks
import Records
import Retrieval
import Scoring
import Specs
import Tensors

/// A folder of the user's for what a run has trained and fitted, as safetensors files.
///
/// A file is named after the recipe or the row. Where another experiment has one of that name with
/// other values, the name of the experiment is added, and the other file stays.
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
  ///   - companions: the files that were published with it, written beside it, by their extensions.
  ///   - model: the recipe that it was made by, with its world where that is not the table's.
  ///   - seed: the seed that it was made with.
  ///   - experiment: the name of the experiment.
  /// - Throws: `FileError`, and what reading the weights throws.
  func write(
    _ weights: StoredWeights, companions: [String: [UInt8]], model: String, seed: UInt64,
    experiment: String
  ) throws {
    var metadata = Self.origin(experiment)
    metadata[GeMExponents.name] = weights.gemExponents.map(GeMExponents.text)
    let name = try write(
      Safetensors(tensors: try weights.weights().tensors, metadata: metadata),
      called: "\(model) seed \(seed)", experiment: experiment)
    for (kind, bytes) in companions { try AtomicFile.write(bytes, to: file(called: name, kind)) }
  }

  /// Writes the whitening of a row as `iir extract --whitening` reads it.
  ///
  /// - Parameters:
  ///   - whitening: the projection.
  ///   - row: the row of the table that it belongs to.
  ///   - set: what it was fitted on.
  ///   - seed: the seed of the row's network.
  ///   - experiment: the name of the experiment.
  /// - Throws: `FileError`.
  func write(
    _ whitening: Projection, row: String, fittedOn set: String, seed: UInt64,
    experiment: String
  ) throws(FileError) {
    let metadata = Self.origin(experiment).merging(
      ["row": row, "fittedOn": set, "seed": "\(seed)"]
    ) { _, new in new }
    _ = try write(
      Safetensors(tensors: whitening.tensors, metadata: metadata),
      called: "\(row) whitening on \(set) seed \(seed)", experiment: experiment)
  }

  private static let experimentKey = "experiment"

  private static func origin(_ experiment: String) -> [String: String] {
    ["madeBy": "iir \(ToolVersion.current)", experimentKey: experiment]
  }

  /// Writes a file, and returns what it is called.
  private func write(
    _ content: Safetensors, called name: String, experiment: String
  ) throws(FileError) -> String {
    let isOthers = holdsOtherValues(file(called: name), than: content, of: experiment)
    let name = isOthers ? "\(name) of \(experiment)" : name
    try AtomicFile.write(content.encoded, to: file(called: name))
    return name
  }

  private func file(
    called name: String, _ fileExtension: String = "safetensors"
  ) -> String {
    "\(path)/\(exportedFileName(name)).\(fileExtension)"
  }

  /// Returns whether a file holds what another experiment exported, and other values than these.
  private func holdsOtherValues(
    _ file: String, than content: Safetensors, of experiment: String
  ) -> Bool {
    do {
      let found = try Safetensors(reading: file)
      guard let owner = found.metadata[Self.experimentKey] else { return false }
      return owner != experiment && found.tensors != content.tensors
    } catch {
      // What cannot be read is no export that somebody could use.
      return false
    }
  }
}
