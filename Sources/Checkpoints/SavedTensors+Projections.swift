internal import Formats
internal import Networks
internal import OrderedCollections
internal import Tensors

extension NetworkMapping {
  /// Whether every tensor has its place and none is missing.
  var isWhole: Bool {
    architecture != nil && missing.isEmpty && unexpected.isEmpty && misshapen.isEmpty
  }
}

extension SavedTensors {
  /// Returns the learnt exponents of GeM pooling, from a tensor or the file's text: one, or one a channel.
  func gemExponents(
    _ mapping: NetworkMapping, in file: borrowing TensorFile
  ) throws(CheckpointError) -> [Float]? {
    var exponents: [Float]
    if let path = mapping.gemExponent {
      exponents = try tensor(path, in: file).elements
    } else if let text = metadata[GeMExponents.name] {
      guard let values = GeMExponents.values(of: text) else {
        throw CheckpointError(
          .damaged, path: file.path, "its metadata says that pool.p is '\(text.prefix(40))'.")
      }
      exponents = values
    } else {
      return nil
    }
    let channels = mapping.architecture?.graph(width: mapping.width).featureChannels ?? 1
    guard exponents.count == 1 || exponents.count == channels else {
      throw CheckpointError(
        .unsupported, path: file.path,
        "it holds \(exponents.count) GeM exponents; there is one, or one for each of the \(channels) "
          + "channels.")
    }
    if let wrong = exponents.first(where: { !($0.isFinite && $0 > 0) }) {
      throw CheckpointError(
        .damaged, path: file.path, "a GeM exponent of it is \(wrong), not a number above 0.")
    }
    return exponents
  }

  /// Returns the projections behind the pooling: a trained layer first, then cirtorch's.
  func whitenings(
    _ mapping: NetworkMapping, in file: borrowing TensorFile
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
