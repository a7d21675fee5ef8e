internal import Kernels

/// A residual network with torchvision's parameter names.
///
/// He, Zhang, Ren and Sun 2016, table 1.
public struct ResNet: Sendable, Hashable {
  /// How many layers, as the paper counts them.
  public enum Depth: Int, Sendable, CaseIterable {
    case resNet18 = 18
    case resNet34 = 34
    case resNet50 = 50
    case resNet101 = 101
    case resNet152 = 152

    /// The number of residual blocks of each of the four stages.
    public var blockCounts: [Int] {
      switch self {
      case .resNet18: [2, 2, 2, 2]
      case .resNet34, .resNet50: [3, 4, 6, 3]
      case .resNet101: [3, 4, 23, 3]
      case .resNet152: [3, 8, 36, 3]
      }
    }

    /// Whether a block narrows to a quarter of its channels around its 3×3 convolution.
    public var hasBottlenecks: Bool { rawValue >= 50 }
  }

  /// Which convolution of a bottleneck takes the stride of its stage.
  public enum StridePlacement: Sendable, Hashable, CaseIterable {
    /// The 3×3 convolution, as in torchvision ("version 1.5").
    case spatialConvolution

    /// The first 1×1 convolution, as in the paper and its Caffe models: it skips three positions of
    /// four.
    case firstConvolution
  }

  /// How many layers.
  public let depth: Depth

  /// The channels of the first stage, 64 in the paper; each later stage doubles them.
  public let width: Int

  /// Which convolution of a bottleneck takes the stride; basic blocks know one place only.
  public let stridePlacement: StridePlacement

  /// Creates the description of a network.
  ///
  /// - Parameters:
  ///   - depth: how many layers.
  ///   - width: the channels of the first stage, at least 1.
  ///   - stridePlacement: which convolution of a bottleneck takes the stride of its stage.
  public init(
    depth: Depth, width: Int = 64, stridePlacement: StridePlacement = .spatialConvolution
  ) {
    precondition(width >= 1, "expected a width of at least 1, found \(width)")
    self.depth = depth
    self.width = width
    self.stridePlacement = stridePlacement
  }

  /// The network up to the last rectifier, before the average pooling and the classifier.
  public var graph: NetworkGraph {
    var graph = NetworkGraph()
    var value = graph.appendNormalised(
      "conv1", "bn1", filters: width, kernelSize: 7, stride: 2, reading: 0)
    value = graph.append(
      .maxPooling(PoolingGeometry(windowSize: 3, stride: 2, padding: 1)), reading: value)
    for (stage, blockCount) in depth.blockCounts.enumerated() {
      for index in 0..<blockCount {
        let block = Block(
          name: "layer\(stage + 1).\(index)", filters: width << stage,
          stride: stage > 0 && index == 0 ? 2 : 1,
          projects: index == 0 && (stage > 0 || depth.hasBottlenecks))
        value = append(block, reading: value, to: &graph)
      }
    }
    return graph
  }

  /// One residual block.
  private struct Block {
    let name: String

    /// The filters of its 3×3 convolutions.
    let filters: Int

    let stride: Int

    /// Whether the shortcut is a 1×1 convolution, since the block changes the shape.
    let projects: Bool
  }

  /// Appends the convolutions of a block and its shortcut, and returns the value of their sum.
  ///
  /// The shortcut comes just before the last convolution: so inference can add it in that convolution's
  /// own pass, and it does not take memory while the earlier ones take theirs.
  private func append(_ block: Block, reading input: Int, to graph: inout NetworkGraph) -> Int {
    let (name, filters) = (block.name, block.filters)
    let outputs = depth.hasBottlenecks ? 4 * filters : filters
    var (value, shortcut) = (input, input)
    let layers = layers(of: block, outputs: outputs)
    for (index, layer) in layers.enumerated() {
      let isLast = index == layers.count - 1
      if isLast && block.projects {
        shortcut = graph.appendNormalised(
          "\(name).downsample.0", "\(name).downsample.1", filters: outputs, kernelSize: 1,
          stride: block.stride, rectifies: false, reading: input)
      }
      value = graph.appendNormalised(
        "\(name).conv\(index + 1)", "\(name).bn\(index + 1)", filters: layer.filters,
        kernelSize: layer.kernelSize, stride: layer.stride, rectifies: !isLast, reading: value)
    }
    return graph.append(.rectifiedSum, reading: value, shortcut)
  }

  private func layers(
    of block: Block, outputs: Int
  ) -> [(filters: Int, kernelSize: Int, stride: Int)] {
    guard depth.hasBottlenecks else {
      return [(block.filters, 3, block.stride), (outputs, 3, 1)]
    }
    return switch stridePlacement {
    case .spatialConvolution:
      [(block.filters, 1, 1), (block.filters, 3, block.stride), (outputs, 1, 1)]
    case .firstConvolution:
      [(block.filters, 1, block.stride), (block.filters, 3, 1), (outputs, 1, 1)]
    }
  }
}

extension NetworkGraph {
  /// Appends a convolution of "same" padding without bias and its normalisation, and returns the
  /// value of the latter.
  fileprivate mutating func appendNormalised(
    _ name: String, _ normalisation: String, filters: Int, kernelSize: Int, stride: Int,
    rectifies: Bool = true, reading input: Int
  ) -> Int {
    let convolved = append(
      .convolution(
        name: name, filters: filters, kernelSize: kernelSize, stride: stride,
        padding: kernelSize / 2, hasBias: false),
      reading: input)
    return append(
      .batchNormalisation(name: normalisation, rectifies: rectifies), reading: convolved)
  }
}
