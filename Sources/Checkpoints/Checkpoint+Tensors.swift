package import Formats
package import OrderedCollections
package import Tensors

extension Checkpoint {
  /// Returns every tensor of floats in a file, whatever network it belongs to.
  ///
  /// - Parameter path: a safetensors file, or one that `torch.save` wrote.
  /// - Returns: the tensors in the order of the file, by their keys with dots between them.
  /// - Throws: `CheckpointError`, as `load` does.
  package static func everyTensor(
    in path: String
  ) throws(CheckpointError) -> OrderedDictionary<String, Tensor> {
    let file = try TensorFile(opening: path)
    let saved = try SavedTensors(reading: file)
    let paths = saved.tensors.filter { $0.value.type.isFloat }.keys
    try saved.checkSize(of: Array(paths), in: file)
    var tensors: OrderedDictionary<String, Tensor> = [:]
    for path in paths { tensors["\(path)"] = try saved.tensor(path, in: file) }
    return tensors
  }
}
