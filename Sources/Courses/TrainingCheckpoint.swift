package import Failures
import Files
import Formats
import JSON
import OrderedCollections
import Tensors
package import Training

/// What is kept of a training in progress: a safetensors file that holds every bit of it.
///
/// The tensors are "parameters/…", "statistics/…", "gradients/…", "moments/<kind>/…", "memory/…",
/// "lossSum" and "stepLossSum"; the metadata hold "log", the rows of the training's log, "state", what
/// is no tensor, as JSON, mined negatives among it, and "sha256", the digest of the file without it.
package struct TrainingCheckpoint: Sendable, Equatable {
  /// The version of the layout; files of another one are not read.
  private static let version = 3

  /// What the trainer has learnt.
  package let trainer: TrainerState

  /// The sum of the losses of those of the last batches that were learnt from.
  package let lossSum: Float

  /// The seconds that were spent, those of earlier attempts counted.
  package let seconds: Double

  /// The log so far.
  package let log: TrainingLog

  /// The negatives of the round that is under way; nil where none are mined.
  package let negatives: HardNegatives?

  /// Creates a checkpoint from its parts.
  package init(
    trainer: TrainerState, lossSum: Float, seconds: Double, log: TrainingLog = TrainingLog(),
    negatives: HardNegatives? = nil
  ) {
    self.trainer = trainer
    self.lossSum = lossSum
    self.seconds = seconds
    self.log = log
    self.negatives = negatives
  }

  /// Returns the bytes of the file.
  ///
  /// - Parameter key: the digest of the key of the weights that are trained.
  /// - Returns: the whole file; equal checkpoints, equal bytes.
  package func encoded(for key: String) -> [UInt8] {
    var file = Safetensors(
      tensors: tensors, metadata: ["state": state(key).compact, "log": log.rows])
    file.metadata["sha256"] = Digest.sha256(of: file.encoded)
    return file.encoded
  }

  /// Reads the bytes of a file.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - path: what messages call the file; nothing is read there.
  ///   - key: the digest of the key of the weights that are to be trained.
  /// - Throws: `TrainingCheckpointError` unless the file is one that was written whole for this key.
  package init(
    decoding bytes: [UInt8], path: String, key: String
  ) throws(TrainingCheckpointError) {
    var file: Safetensors
    do throws(CheckpointError) {
      file = try Safetensors(decoding: bytes, path: path)
    } catch {
      throw TrainingCheckpointError(path: path, reason: "\(error)")
    }
    let digest = file.metadata.removeValue(forKey: "sha256")
    guard digest == Digest.sha256(of: file.encoded) else {
      throw TrainingCheckpointError(
        path: path, reason: "Its content is not what was written to it.")
    }
    guard let content = Self(content: file, key: key) else {
      throw TrainingCheckpointError(
        path: path, reason: "It is of other weights, or of another version of this program.")
    }
    self = content
  }

  private var tensors: OrderedDictionary<String, Tensor> {
    var tensors: OrderedDictionary<String, Tensor> = [
      "lossSum": Tensor(shape: [1], elements: [lossSum]),
      "stepLossSum": Tensor(shape: [1], elements: [log.lossSum]),
    ]
    for (name, tensor) in trainer.parameters { tensors["parameters/\(name)"] = tensor }
    for (name, tensor) in trainer.statistics { tensors["statistics/\(name)"] = tensor }
    for (name, tensor) in trainer.gradients { tensors["gradients/\(name)"] = tensor }
    for (name, tensor) in trainer.memory { tensors["memory/\(name)"] = tensor }
    for (kind, values) in trainer.optimiser.moments.sorted(by: { $0.key < $1.key }) {
      for (name, elements) in values.sorted(by: { $0.key < $1.key }) {
        tensors["moments/\(kind)/\(name)"] = Tensor(
          shape: [elements.count], elements: elements)
      }
    }
    return tensors
  }

  private func state(_ key: String) -> CanonicalJSON {
    var state: [String: CanonicalJSON] = [
      "version": .integer(Self.version), "key": .string(key),
      "batches": .integer(trainer.batchCount), "rule": .string(trainer.optimiser.rule),
      "stepCounts": .object(trainer.optimiser.stepCounts.mapValues(CanonicalJSON.integer)),
      "seconds": .double(seconds),
    ]
    if let negatives {
      state["round"] = .integer(negatives.round)
      state["negatives"] = .array(negatives.images.map(CanonicalJSON.integer))
    }
    return .object(state)
  }

  /// Creates a checkpoint from a file whose digest is right; nil when it is not of this key and layout.
  private init?(content file: Safetensors, key: String) {
    guard let text = file.metadata["state"], let state = Self.members(of: text),
      state["version"]?.integer == Self.version, state["key"]?.text == key,
      let batches = state["batches"]?.integer, let rule = state["rule"]?.text,
      let counts = state["stepCounts"]?.members, case .double(let seconds)? = state["seconds"],
      let lossSum = file.tensors["lossSum"], lossSum.elements.count == 1,
      let stepLossSum = file.tensors["stepLossSum"], stepLossSum.elements.count == 1,
      let rows = file.metadata["log"]
    else { return nil }
    var negatives: HardNegatives?
    if let round = state["round"]?.integer, case .array(let images)? = state["negatives"] {
      negatives = HardNegatives(round: round, images: images.compactMap(\.integer))
    }
    var moments: [String: [String: [Float]]] = [:]
    for (name, tensor) in Self.tensors(of: file, in: "moments") {
      let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { return nil }
      moments[parts[0], default: [:]][parts[1]] = tensor.elements
    }
    self.init(
      trainer: TrainerState(
        batchCount: batches, parameters: Self.tensors(of: file, in: "parameters"),
        statistics: Self.tensors(of: file, in: "statistics"),
        gradients: Self.tensors(of: file, in: "gradients"),
        optimiser: OptimiserState(
          rule: rule, stepCounts: counts.compactMapValues(\.integer), moments: moments),
        memory: Self.tensors(of: file, in: "memory")),
      lossSum: lossSum.elements[0], seconds: seconds,
      log: TrainingLog(rows: rows, lossSum: stepLossSum.elements[0]), negatives: negatives)
  }

  private static func members(of text: String) -> [String: CanonicalJSON]? {
    do throws(JSONDiagnostic) {
      return try CanonicalJSON(parsing: Array(text.utf8)).members
    } catch {
      return nil
    }
  }

  /// Returns the tensors whose names begin with a folder's, without it.
  private static func tensors(
    of file: Safetensors, in folder: String
  ) -> OrderedDictionary<String, Tensor> {
    var tensors: OrderedDictionary<String, Tensor> = [:]
    for (name, tensor) in file.tensors where name.hasPrefix("\(folder)/") {
      tensors[String(name.dropFirst(folder.count + 1))] = tensor
    }
    return tensors
  }
}

/// A checkpoint that training cannot go on from.
package struct TrainingCheckpointError: Failure, Equatable {
  /// The file.
  package let path: String

  /// What is wrong with it, as a sentence.
  package let reason: String

  /// Creates an error about one file.
  package init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  /// Training is a stage.
  package var kind: FailureKind { .stageFailed }

  /// The file.
  package var subject: String { path }

  /// What failed and why.
  package var statement: String { "The checkpoint '\(path)' cannot be used. \(reason)" }
}
