public import Kernels
public import OrderedCollections
public import Tensors

/// A convolutional network as data: operations in the order they run.
///
/// Value 0 is the batch of images, value `i + 1` what node `i` computes. The last value is the
/// feature map. Both executors, for training and for inference, are built from this one description.
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
    }
    for input in Set(inputs) { readers[input].append(nodes.count) }
    readers.append([])
    nodes.append(Node(operation: operation, inputs: inputs))
    return nodes.count
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
      case .batchNormalisation, .rectifier, .rectifiedSum: shapes.append(input)
      }
    }
    return shapes
  }

  /// The number of channels of the feature map: the dimension of a pooled descriptor.
  public var featureChannels: Int { channelCounts[nodes.count] }
}
