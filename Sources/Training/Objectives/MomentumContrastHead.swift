internal import Kernels
internal import OrderedCollections
internal import Tensors

/// Mean pooling, a projection, and InfoNCE against the keys of a queue.
///
/// Momentum contrast, He et al. 2020, algorithm 1: the query of one view must find the key of the
/// other view of its image among the keys of earlier batches. A projection of one layer is that of the
/// paper; one of two layers, rectified between them, that of Chen et al. 2020, "Improved Baselines with
/// Momentum Contrastive Learning". Neither has batch normalisation. The queue is a ring: "queue", unit
/// rows, (place, dimension), and "queue.pointer", the place of the oldest key. Targets are not looked
/// at. The projection is thrown away after training.
struct MomentumContrastHead: MeanPoolingHead, MomentumHead {
  let criterion: InfoNCE

  /// The width of each layer, at least one; the last is the dimension of keys.
  let widths: [Int]

  let queueLength: Int
  let momentum: Double

  private static let queueName = "queue"
  private static let pointerName = "queue.pointer"

  init(temperature: Float, widths: [Int], queueLength: Int, momentum: Double) {
    // The pointer is kept as a float, exact so far.
    precondition(
      (1...1 << 24).contains(queueLength),
      "expected a queue of 1 to \(1 << 24) keys, found \(queueLength)")
    criterion = InfoNCE(temperature: temperature)
    self.widths = widths
    self.queueLength = queueLength
    self.momentum = momentum
  }

  func initialParameters(
    featureChannels: Int, seed: UInt64
  ) -> OrderedDictionary<String, Tensor> {
    projectionParameters(inputs: featureChannels, widths: widths, seed: seed)
  }

  /// Unit rows of normal draws, as the authors begin.
  func initialMemory(
    featureChannels: Int, seed: UInt64
  ) -> OrderedDictionary<String, Tensor> {
    var generator = SeededGenerator(seed: seed, purpose: "initial queue")
    let shape: Shape = [queueLength, widths[widths.count - 1]]
    let rows = Matrix(Tensor(normal: shape, deviation: 1, using: &generator))
    return [
      Self.queueName: Tensor(l2Normalize(rows)),
      Self.pointerName: Tensor(shape: [1], elements: [0]),
    ]
  }

  func loss(
    of embeddings: Matrix, targets: [Int], parameters: OrderedDictionary<String, Tensor>,
    draws: StepDraws
  ) -> EmbeddingLoss {
    guard let queue = parameters[Self.queueName] else {
      preconditionFailure("expected parameters with a queue of keys")
    }
    let count = embeddings.rows / 2
    let projection = RectifiedProjection(layers(in: parameters) { $0 })
    let outputs = projection.outputs(of: embeddings.selectingRows(0..<count))
    let result = criterion(
      queries: outputs[widths.count], keys: keys(of: embeddings, parameters),
      queue: Matrix(queue))
    let (gradient, gradients) = projection.backward(outputs, gradient: result.gradient)
    // No gradient flows to keys.
    let zeros = Matrix(rows: embeddings.rows - count, columns: embeddings.columns)
    return EmbeddingLoss(
      value: result.value, embeddingGradient: Matrix(joining: [gradient, zeros]),
      parameterGradients: gradients)
  }

  func remember(
    _ embeddings: Matrix, parameters: OrderedDictionary<String, Tensor>,
    in memory: inout OrderedDictionary<String, Tensor>
  ) {
    let keys = keys(of: embeddings, parameters)
    guard var place = memory[Self.pointerName].map({ Int($0.elements[0]) }) else {
      preconditionFailure("expected a memory with a queue of keys")
    }
    for row in 0..<keys.rows {
      memory[Self.queueName]?.elements.replaceSubrange(
        place * keys.columns..<(place + 1) * keys.columns, with: keys.row(row))
      place = (place + 1) % queueLength
    }
    memory[Self.pointerName]?.elements[0] = Float(place)
  }

  /// Returns the unit keys of a batch: the second half of its rows through the momentum encoder's
  /// projection.
  private func keys(
    of embeddings: Matrix, _ parameters: OrderedDictionary<String, Tensor>
  ) -> Matrix {
    let projection = RectifiedProjection(layers(in: parameters, named: momentumName))
    let rows = embeddings.selectingRows(embeddings.rows / 2..<embeddings.rows)
    return l2Normalize(projection.outputs(of: rows)[widths.count])
  }

  private func layers(
    in parameters: OrderedDictionary<String, Tensor>, named name: (String) -> String
  ) -> [LinearLayer] {
    widths.indices.map { LinearLayer(name(projectionLayer($0)), in: parameters) }
  }
}

/// Linear layers, rectified but for the last.
struct RectifiedProjection {
  let layers: [LinearLayer]

  init(_ layers: [LinearLayer]) {
    self.layers = layers
  }

  /// Returns the input, and what each layer makes of it, rectified where it is.
  func outputs(of input: Matrix) -> [Matrix] {
    var outputs = [input]
    for (index, layer) in layers.enumerated() {
      let value = layer(outputs[index])
      outputs.append(index == layers.count - 1 ? value : relu(value))
    }
    return outputs
  }

  /// Returns the gradient with respect to the input, and those of the layers by name.
  ///
  /// - Parameters:
  ///   - outputs: what `outputs(of:)` returned.
  ///   - gradient: with respect to the last of them.
  /// - Returns: both gradients.
  func backward(
    _ outputs: [Matrix], gradient: Matrix
  ) -> (input: Matrix, parameters: OrderedDictionary<String, Tensor>) {
    var gradient = gradient
    var parameters: OrderedDictionary<String, Tensor> = [:]
    for (index, layer) in layers.enumerated().reversed() {
      if index < layers.count - 1 {
        gradient = reluBackward(output: outputs[index + 1], outputGradient: gradient)
      }
      let (inputGradient, own) = layer.backward(outputs[index], gradient: gradient)
      gradient = inputGradient
      parameters.merge(own) { first, _ in first }
    }
    return (gradient, parameters)
  }
}
