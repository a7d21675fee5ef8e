internal import Kernels
internal import Tensors

/// What a network computes tokens with, packed once for all plans and sessions.
///
/// The scale of a sum is folded into the linear layer before it, and other statistics of pixels than
/// ImageNet's into the layer of the patches. The buffers are written once, before anything reads them.
final class PreparedTokens: @unchecked Sendable {
  /// A linear layer with its weights.
  struct Layer {
    let linear: TokenLinear
    let packed: Memory
  }

  /// The tokens that every image begins with, (token, channel).
  let first: Memory

  /// The embeddings of places: those of the first tokens, 0 for registers, then those of the patches.
  let places: [Float]

  private let layers: [String: Layer]
  private let vectors: [String: Memory]

  /// Packs the weights of a graph; nil for one without tokens.
  init?(
    _ weights: NetworkWeights, graph: NetworkGraph, in context: ComputeContext
  ) throws(KernelError) {
    guard let embedding = graph.embedding else { return nil }
    var layers: [String: Layer] = [:]
    var vectors: [String: Memory] = [:]
    for (index, node) in graph.nodes.enumerated() {
      switch node.operation {
      case .embedding:
        let (weight, bias) = Self.patchLayer(weights, embedding)
        layers[embedding.layerName] = try Self.layer(weight, bias, in: context)
      case .linear(let name, _, _):
        var weight = weights.tensor("\(name).weight")
        var bias = weights.tensor("\(name).bias").elements
        if let scale = graph.scale(behind: index) {
          Self.scale(&weight, &bias, by: weights.tensor("\(scale).gamma").elements)
        }
        layers[name] = try Self.layer(weight, bias, in: context)
      case .layerNormalisation(let name, _):
        for part in ["\(name).weight", "\(name).bias"] {
          vectors[part] = try Self.memory(weights.tensor(part).elements, in: context)
        }
      default: break
      }
    }
    self.layers = layers
    self.vectors = vectors
    let registers =
      embedding.registers > 0 ? weights.tensor("register_tokens").elements : []
    first = try Self.memory(weights.tensor("cls_token").elements + registers, in: context)
    let learnt = weights.tensor("pos_embed").elements
    let none = [Float](repeating: 0, count: registers.count)
    places = Array(learnt[..<embedding.width]) + none + Array(learnt[embedding.width...])
  }

  private static func memory(
    _ elements: [Float], in context: ComputeContext
  ) throws(KernelError) -> Memory {
    let memory = try Memory(Layout([elements.count]), in: context)
    memory.write(elements)
    return memory
  }

  private static func layer(
    _ weight: Tensor, _ bias: [Float], in context: ComputeContext
  ) throws(KernelError) -> Layer {
    let outputs = weight.shape[0]
    let linear = TokenLinear(inputs: weight.elements.count / outputs, outputs: outputs)
    return Layer(
      linear: linear,
      packed: try linear.packed(weights: weight.elements, biases: bias, in: context))
  }

  /// Multiplies the results of a layer.
  private static func scale(_ weight: inout Tensor, _ bias: inout [Float], by factors: [Float]) {
    let inputs = weight.elements.count / factors.count
    for (output, factor) in factors.enumerated() {
      for place in output * inputs..<(output + 1) * inputs { weight.elements[place] *= factor }
      bias[output] *= factor
    }
  }

  /// Returns the layer of the patches, for pixels that are normalised with ImageNet's statistics.
  ///
  /// A pixel p that comes as x = (p − m)/d is wanted as (p − ½)/½ = 2d·x + (2m − 1).
  private static func patchLayer(
    _ weights: NetworkWeights, _ embedding: TokenEmbedding
  ) -> (weight: Tensor, bias: [Float]) {
    var weight = weights.tensor("\(embedding.layerName).weight")
    var bias = weights.tensor("\(embedding.layerName).bias").elements
    guard embedding.pixels == .half else { return (weight, bias) }
    let (area, colours) = (embedding.patchSize * embedding.patchSize, TokenEmbedding.colours)
    for output in bias.indices {
      var offset = Double(bias[output])
      for (colour, statistics) in colours.enumerated() {
        let first = (output * colours.count + colour) * area
        for place in first..<first + area {
          offset += Double(weight.elements[place]) * (2 * statistics.mean - 1)
          weight.elements[place] = Float(
            Double(weight.elements[place]) * 2 * statistics.deviation)
        }
      }
      bias[output] = Float(offset)
    }
    return (weight, bias)
  }

  /// Returns a linear layer of the network.
  func layer(_ name: String) -> Layer {
    guard let layer = layers[name] else {
      preconditionFailure("expected \(name) to be a linear layer of the network")
    }
    return layer
  }

  /// Returns a scale or shift of the network, (channel).
  func vector(_ name: String) -> Memory {
    guard let vector = vectors[name] else {
      preconditionFailure("expected \(name) to be a vector of the network")
    }
    return vector
  }
}

extension TokenEmbedding {
  /// The name of the layer of the patches.
  var layerName: String { "patch_embed.proj" }
}

extension NetworkGraph {
  /// Returns the sum that alone reads the result of a linear layer as its second value, or nil.
  func residualSum(behind index: Int) -> Int? {
    let readers = readers(of: index + 1)
    guard readers.count == 1, let reader = readers.first,
      case .residualSum = nodes[reader].operation, nodes[reader].inputs[1] == index + 1
    else { return nil }
    return reader
  }

  /// Returns the name of the scale with which the result of a linear layer is added, if it has one.
  func scale(behind index: Int) -> String? {
    guard let sum = residualSum(behind: index),
      case .residualSum(let scale) = nodes[sum].operation
    else { return nil }
    return scale
  }
}
