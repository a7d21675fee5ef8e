import Files
import Formats
import Images
import Kernels
import Networks
import OrderedCollections
import Tensors

/// Random weights whose features are scaled like a trained network's.
enum BenchmarkWeights {
  /// Returns He-initialised weights with the statistics that a batch of images has.
  ///
  /// With running means of 0 and variances of 1, the values of a deep random network would grow
  /// from block to block, and every descriptor would be nearly the same.
  ///
  /// - Parameters:
  ///   - graph: the network.
  ///   - images: pixels that are usual for it, (batch, channel, height, width), normalised.
  /// - Returns: the weights.
  /// - Throws: `KernelError` when the network cannot be compiled.
  static func measured(_ graph: NetworkGraph, on images: Tensor) throws -> NetworkWeights {
    var weights = NetworkWeights(initialising: graph, seed: 0)
    let network = try TrainingNetwork(graph, inputShape: images.shape)
    try network.load(weights.parameters, statistics: weights.statistics)
    _ = try network.features(of: images)
    // Each update moves a tenth of the way, so this many leave no trace of the initial values.
    for _ in 0..<200 { network.updateStatistics(&weights.statistics) }
    return weights
  }

  /// Writes tensors as a safetensors file.
  ///
  /// - Throws: `FileError` when it cannot be written.
  static func write(_ tensors: OrderedDictionary<String, Tensor>, to path: String) throws {
    try AtomicFile.write(Safetensors(tensors: tensors).encoded, to: path)
  }
}

extension NetworkGraph {
  /// Returns the float32 operations of convolutions, linear layers and attention, as defined: two a term.
  func productOperations(for images: Shape) -> Double {
    let shapes = shapes(for: images)
    var operations = 0.0
    for (index, node) in nodes.enumerated() {
      let (input, result) = (shapes[node.inputs[0]], shapes[index + 1])
      let terms: Int
      switch node.operation {
      case .convolution(_, _, let kernelSize, _, _, _):
        terms = input.channels * kernelSize * kernelSize
      case .embedding(let embedding):
        terms = input.channels * embedding.patchSize * embedding.patchSize
      case .linear: terms = input[2]
      // Each channel of a token meets every token twice: in a score, and in a weighted value.
      case .attention: terms = 2 * input[1]
      default: continue
      }
      operations += 2 * Double(terms) * Double(result.elementCount)
    }
    return operations
  }
}
