public import Kernels
public import OrderedCollections
public import Tensors

/// A network as data: operations in the order they run, on maps or, behind `embedding`, on tokens.
///
/// Value 0 is the batch of images, value `i + 1` what node `i` computes. The last value is the
/// feature map. Both executors are built from this one description: that for training, which knows
/// operations on maps alone, and that for inference.
public struct NetworkGraph: Sendable, Equatable {
  /// What one node computes.
  public enum Operation: Sendable, Equatable {
    /// A convolution; its tensors are "`name`.weight" and, with a bias, "`name`.bias".
    case convolution(
      name: String, filters: Int, kernelSize: Int, stride: Int, padding: Int, hasBias: Bool)

    /// Batch normalisation, then the rectifier if asked for; its tensors are "`name`.weight",
    /// "`name`.bias", "`name`.running_mean" and "`name`.running_var".
    case batchNormalisation(name: String, rectifies: Bool)

    /// Replaces negative values by 0.
    case rectifier

    /// The maximum over a sliding window.
    case maxPooling(PoolingGeometry)

    /// The sum of two values, then the rectifier.
    case rectifiedSum

    /// The tokens of the patches of images, behind those that every image begins with.
    case embedding(TokenEmbedding)

    /// The normalisation of each token over its channels (Ba et al. 2016); its tensors are
    /// "`name`.weight" and "`name`.bias".
    case layerNormalisation(name: String, epsilon: Float)

    /// A linear layer on each token, then the exact GELU if asked for; its tensors are "`name`.weight"
    /// and "`name`.bias".
    case linear(name: String, outputs: Int, isGELU: Bool)

    /// Attention of a number of heads (Vaswani et al. 2017), from queries, keys and values.
    case attention(heads: Int)

    /// The sum of two values, the second one times the tensor "`scale`.gamma" where that is named
    /// (LayerScale; Touvron et al. 2021).
    case residualSum(scale: String?)

    /// The maps of the tokens of patches, without a number of tokens before them.
    case tokenMaps(prefix: Int)
  }

  /// One operation and the values it reads.
  public struct Node: Sendable, Equatable {
    /// What is computed.
    public let operation: Operation

    /// The values that are read: two for a sum, else one.
    public let inputs: [Int]
  }

  /// The operations, in order; a node reads only values of earlier nodes.
  public private(set) var nodes: [Node] = []

  /// The number of channels of the images.
  public let inputChannels: Int

  /// The names and shapes of the tensors that training changes, in order.
  public private(set) var parameterShapes: OrderedDictionary<String, Shape> = [:]

  /// The names and shapes of the running statistics, in order.
  public private(set) var statisticShapes: OrderedDictionary<String, Shape> = [:]

  /// The number of channels of each value.
  private var channelCounts: [Int]

  /// The nodes that read each value.
  private var readers: [[Int]] = [[]]

  /// Creates a graph without nodes.
  public init(inputChannels: Int = 3) {
    self.inputChannels = inputChannels
    channelCounts = [inputChannels]
  }

  /// Adds an operation and returns the value it computes.
  ///
  /// - Parameters:
  ///   - operation: what is computed; its tensors bear names that no other node's have.
  ///   - inputs: the values that are read, each of an earlier node or the images.
  /// - Returns: the value of the new node.
  public mutating func append(_ operation: Operation, reading inputs: Int...) -> Int {
    precondition(
      inputs.allSatisfy { $0 <= nodes.count },
      "expected inputs of at most \(nodes.count), found \(inputs)")
    let channels = channelCounts[inputs[0]]
    switch operation {
    case .convolution(let name, let filters, let kernelSize, _, _, let hasBias):
      declare("\(name).weight", [filters, channels, kernelSize, kernelSize])
      if hasBias { declare("\(name).bias", [filters]) }
      channelCounts.append(filters)
    case .batchNormalisation(let name, _):
      declare("\(name).weight", [channels])
      declare("\(name).bias", [channels])
      statisticShapes["\(name).running_mean"] = [channels]
      statisticShapes["\(name).running_var"] = [channels]
      channelCounts.append(channels)
    case .maxPooling, .rectifier, .rectifiedSum: channelCounts.append(channels)
    case .embedding, .layerNormalisation, .linear, .attention, .residualSum, .tokenMaps:
      channelCounts.append(appendTokens(operation, channels: channels))
    }
    for input in Set(inputs) { readers[input].append(nodes.count) }
    readers.append([])
    nodes.append(Node(operation: operation, inputs: inputs))
    return nodes.count
  }

  /// Declares the tensors of an operation on tokens, and returns the channels of its result.
  private mutating func appendTokens(_ operation: Operation, channels: Int) -> Int {
    switch operation {
    case .embedding(let embedding):
      for (name, shape) in embedding.parameterShapes(channels: channels) { declare(name, shape) }
      return embedding.width
    case .layerNormalisation(let name, _):
      declare("\(name).weight", [channels])
      declare("\(name).bias", [channels])
    case .linear(let name, let outputs, _):
      declare("\(name).weight", [outputs, channels])
      declare("\(name).bias", [outputs])
      return outputs
    case .attention: return channels / 3
    case .residualSum(let scale?): declare("\(scale).gamma", [channels])
    default: break
    }
    return channels
  }

  private mutating func declare(_ name: String, _ shape: Shape) {
    let former = parameterShapes.updateValue(shape, forKey: name)
    precondition(former == nil, "expected one tensor of the name \(name), found two")
  }

  /// Returns the nodes that read a value.
  func readers(of value: Int) -> [Int] { readers[value] }

  /// Returns the shape of every value for a batch of images of one shape.
  ///
  /// - Parameter images: (batch, channel, height, width).
  /// - Returns: the shape of value 0, the images, and of what each node computes.
  public func shapes(for images: Shape) -> [Shape] {
    precondition(
      images.rank == 4 && images.channels == inputChannels,
      "expected (batch, \(inputChannels), height, width), found \(images)")
    var shapes = [images]
    for node in nodes {
      let input = shapes[node.inputs[0]]
      switch node.operation {
      case .convolution(_, let filters, let kernelSize, let stride, let padding, _):
        shapes.append(
          ConvolutionGeometry(
            input: input, filters: filters, kernelSize: kernelSize, stride: stride,
            padding: padding
          ).output)
      case .maxPooling(let geometry): shapes.append(geometry.output(of: input))
      case .batchNormalisation, .rectifier, .rectifiedSum, .layerNormalisation, .residualSum:
        shapes.append(input)
      case .embedding(let embedding):
        let (rows, columns) = embedding.grid(of: images)
        shapes.append([images.batch, embedding.prefix + rows * columns, embedding.width])
      case .linear(_, let outputs, _): shapes.append([input[0], input[1], outputs])
      case .attention: shapes.append([input[0], input[1], input[2] / 3])
      case .tokenMaps:
        let (rows, columns) = embedding?.grid(of: images) ?? (0, 0)
        shapes.append([input[0], input[2], rows, columns])
      }
    }
    return shapes
  }

  /// How images become tokens, or nil for a network on maps.
  public var embedding: TokenEmbedding? {
    for case .embedding(let embedding) in nodes.map(\.operation) { return embedding }
    return nil
  }

  /// The number of channels of the feature map: the dimension of a pooled descriptor.
  public var featureChannels: Int { channelCounts[nodes.count] }
}
