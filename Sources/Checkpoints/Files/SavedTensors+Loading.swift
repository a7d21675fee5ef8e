internal import OrderedCollections
internal import Tensors

extension NetworkMapping {
  /// Whether every tensor has its place and none is missing.
  var isWhole: Bool {
    architecture != nil && missing.isEmpty && unexpected.isEmpty && misshapen.isEmpty
  }
}

extension SavedTensors {
  /// The key of a learnt GeM exponent in the text of a safetensors file.
  static let exponentName = "pool.p"

  /// Refuses tensors that share their elements so much that a small file would fill the memory.
  func checkSize(
    of paths: [TensorPath], in file: borrowing CheckpointFile
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
  func tensor(
    _ path: TensorPath, in file: borrowing CheckpointFile
  ) throws(CheckpointError) -> Tensor {
    guard let record = tensors[path] else {
      preconditionFailure("expected a tensor \(path) in the file")
    }
    return try file.tensor(record, name: path.description)
  }

  /// Returns the learnt exponent of GeM pooling, from a tensor of one element or the file's text.
  func gemExponent(
    _ mapping: NetworkMapping, in file: borrowing CheckpointFile
  ) throws(CheckpointError) -> Float? {
    var exponent: Float?
    if let path = mapping.gemExponent {
      let values = try tensor(path, in: file).elements
      guard values.count == 1 else {
        throw CheckpointError(
          .unsupported, path: file.path,
          "'\(path)' holds \(values.count) GeM exponents, one a channel, and GeM has one here.")
      }
      exponent = values[0]
    } else if let text = metadata[Self.exponentName] {
      guard let value = Float(text) else {
        throw CheckpointError(
          .damaged, path: file.path, "its metadata says that pool.p is '\(text.prefix(40))'.")
      }
      exponent = value
    }
    guard let exponent else { return nil }
    guard exponent.isFinite, exponent > 0 else {
      throw CheckpointError(
        .damaged, path: file.path, "its GeM exponent is \(exponent), not a number above 0.")
    }
    return exponent
  }

  /// Returns the projections behind the pooling: a trained layer first, then cirtorch's.
  func whitenings(
    _ mapping: NetworkMapping, in file: borrowing CheckpointFile
  ) throws(CheckpointError) -> [StoredWhitening] {
    var whitenings: [StoredWhitening] = []
    if let (weightPath, biasPath) = mapping.whitening {
      let (weight, bias) = (
        try tensor(weightPath, in: file), try tensor(biasPath, in: file)
      )
      let name = weightPath.name.split(separator: ".").dropLast().last.map(String.init) ?? "linear"
      guard weight.shape.rank == 2, bias.shape.lengths == [weight.shape[0]] else {
        throw CheckpointError(
          .damaged, path: file.path,
          "'\(name)' is no linear layer: its weight is \(weight.shape), its bias \(bias.shape).")
      }
      whitenings.append(
        StoredWhitening(name: name, projection: .linear(weight: weight, bias: bias)))
    }
    for (path, matrix) in arrays where path.name == "P" {
      let place = path.parent
      guard let mean = arrays[TensorPath(keys: place + ["m"])] else { continue }
      let name = place.joined(separator: ".")
      guard matrix.shape.rank == 2, mean.elements.count == matrix.shape[1] else {
        throw CheckpointError(
          .damaged, path: file.path,
          "the whitening \(name) contradicts itself: P is \(matrix.shape), m is \(mean.shape).")
      }
      whitenings.append(
        StoredWhitening(
          name: name,
          projection: .centred(
            matrix: matrix, mean: mean.reshaped(to: [mean.elements.count]))))
    }
    return whitenings
  }
}
