internal import OrderedCollections
package import Tensors

extension SavedTensors {
  /// Refuses tensors that share their elements so much that a small file would fill the memory.
  package func checkSize(
    of paths: [TensorPath], in file: borrowing TensorFile
  ) throws(CheckpointError) {
    let bytes = paths.reduce(0) { $0 + 4 * (tensors[$1]?.count ?? 0) }
    guard bytes <= 4 * file.size else {
      throw CheckpointError(
        .limit, path: file.path,
        "its tensors share storage so much that they take \(bytes) bytes of memory, more than "
          + "four times the file. Save them apart with clone() in Python.")
    }
  }

  /// Returns the values of a tensor.
  package func tensor(
    _ path: TensorPath, in file: borrowing TensorFile
  ) throws(CheckpointError) -> Tensor {
    guard let record = tensors[path] else {
      preconditionFailure("expected a tensor \(path) in the file")
    }
    return try file.tensor(record, name: path.description)
  }
}
