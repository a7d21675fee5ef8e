import Kernels
import Networks
import OrderedCollections
import Tensors

/// A small network of random pieces, such as no architecture has: what executors are tried on.
///
/// Pieces are convolutions with and without normalisation, poolings, and residual blocks of one to three
/// convolutions, whose shortcut is the block's input or a projection made at any time before the last
/// convolution.
struct RandomNetwork {
  let graph: NetworkGraph
  let weights: NetworkWeights
  let images: Tensor

  /// Creates a network, weights that leave no layer as it is, and images for it.
  ///
  /// - Parameter seed: which network.
  init(seed: UInt64) {
    var draft = Draft(seed: seed)
    for _ in 0..<4 { draft.appendPiece() }
    graph = draft.graph
    images = Tensor(normal: draft.images, deviation: 1, using: &draft.generator)
    var weights = NetworkWeights(initialising: graph, seed: seed)
    for (name, shape) in graph.parameterShapes where shape.rank == 1 {
      let range: Range<Float> = name.hasSuffix(".weight") ? 0.5..<1.5 : -0.5..<0.5
      weights.parameters[name] = Tensor(uniform: shape, in: range, using: &draft.generator)
    }
    for (name, shape) in graph.statisticShapes {
      let range: Range<Float> = name.hasSuffix(".running_var") ? 0.5..<1.5 : -0.5..<0.5
      weights.statistics[name] = Tensor(uniform: shape, in: range, using: &draft.generator)
    }
    self.weights = weights
  }
}

/// A network while it is drawn.
private struct Draft {
  var graph = NetworkGraph()
  var generator: SeededGenerator
  let images: Shape
  private var value = 0
  private var layers = 0

  /// How many times sides may still be halved; what is left has enough pixels to normalise by.
  private var halvings = 2

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed, purpose: "random network")
    images = [
      2 + generator.integer(below: 2), 3, 13 + generator.integer(below: 9),
      13 + generator.integer(below: 9),
    ]
  }

  private var channels: Int { graph.featureChannels }

  mutating func appendPiece() {
    switch generator.integer(below: 5) {
    case 0 where halvings > 0:
      halvings -= 1
      let geometry = generator.pick([
        PoolingGeometry(windowSize: 2, stride: 2, padding: 0),
        PoolingGeometry(windowSize: 3, stride: 2, padding: 1),
        PoolingGeometry(windowSize: 3, stride: 1, padding: 1),
      ])
      appendLayer(filters: drawFilters(), stride: 1, rectifies: true)
      value = graph.append(.maxPooling(geometry), reading: value)
    case 1, 2: appendLayer(filters: drawFilters(), stride: drawStride(), rectifies: true)
    default: appendBlock()
    }
  }

  private mutating func drawFilters() -> Int { generator.pick([3, 5, 8, 16, 20, 32, 32]) }

  private mutating func drawStride() -> Int {
    guard halvings > 0, generator.chance(0.3) else { return 1 }
    halvings -= 1
    return 2
  }

  /// Appends a convolution and, by chance, its normalisation; then the rectifier if asked for.
  private mutating func appendLayer(filters: Int, stride: Int, rectifies: Bool) {
    value = layer(filters: filters, stride: stride, rectifies: rectifies, reading: value)
  }

  private mutating func layer(
    filters: Int, stride: Int, kernelSize: Int? = nil, rectifies: Bool, reading input: Int
  ) -> Int {
    layers += 1
    let kernelSize = kernelSize ?? generator.pick([1, 3, 3, 5])
    let hasBias = generator.chance(0.5)
    let result = graph.append(
      .convolution(
        name: "conv\(layers)", filters: filters, kernelSize: kernelSize, stride: stride,
        padding: kernelSize / 2, hasBias: hasBias), reading: input)
    let form = generator.integer(below: 3)
    guard form > 0 else {
      return rectifies ? graph.append(.rectifier, reading: result) : result
    }
    // A rectifier may be a part of the normalisation, or follow it.
    let isFused = rectifies && form == 1
    let normalised = graph.append(
      .batchNormalisation(name: "bn\(layers)", rectifies: isFused), reading: result)
    return rectifies && !isFused ? graph.append(.rectifier, reading: normalised) : normalised
  }

  private mutating func appendBlock() {
    let input = value
    let stride = drawStride()
    let depth = 1 + generator.integer(below: 3)
    // Inference adds a sum to what its shortcut holds, so the last convolution must not read that.
    let keepsInput = stride == 1 && depth > 1 && generator.chance(0.6)
    let filters = keepsInput ? channels : drawFilters()
    let projectionPlace = generator.integer(below: depth)
    var shortcut = input
    for index in 0..<depth {
      if !keepsInput && index == projectionPlace {
        shortcut = layer(
          filters: filters, stride: stride, kernelSize: 1, rectifies: false, reading: input)
      }
      let isLast = index == depth - 1
      appendLayer(
        filters: isLast ? filters : drawFilters(), stride: index == 0 ? stride : 1,
        rectifies: !isLast)
    }
    value =
      generator.chance(0.5)
      ? graph.append(.rectifiedSum, reading: value, shortcut)
      : graph.append(.rectifiedSum, reading: shortcut, value)
  }
}
