internal import Kernels

/// A residual network with torchvision's parameter names.
///
/// He, Zhang, Ren and Sun 2016, table 1.
public struct ResNet: Sendable, Hashable {
  /// How many layers, as the paper counts them.
  public enum Depth: Int, Sendable, CaseIterable {
    case resNet18 = 18

    /// The number of residual blocks of each of the four stages.
    public var blockCounts: [Int] {
      switch self {
      case .resNet18: [2, 2, 2, 2]
      }
    }
  }

  /// How many layers.
  public let depth: Depth

  /// The channels of the first stage, 64 in the paper; each later stage doubles them.
  public let width: Int

  /// Creates the description of a network.
  ///
  /// - Parameters:
  ///   - depth: how many layers.
  ///   - width: the channels of the first stage, at least 1.
  public init(depth: Depth, width: Int = 64) {
    precondition(width >= 1, "expected a width of at least 1, found \(width)")
    self.depth = depth
    self.width = width
  }

  /// The network up to the last rectifier, before the average pooling and the classifier.
  public var graph: NetworkGraph {
    var graph = NetworkGraph()
    var value = graph.append(
      .convolution(
        name: "conv1", filters: width, kernelSize: 7, stride: 2, padding: 3,
        hasBias: false),
      reading: 0)
    value = graph.append(.batchNormalisation(name: "bn1", rectifies: true), reading: value)
    value = graph.append(
      .maxPooling(PoolingGeometry(windowSize: 3, stride: 2, padding: 1)), reading: value)
    for (stage, blockCount) in depth.blockCounts.enumerated() {
      for block in 0..<blockCount {
        let stride = stage > 0 && block == 0 ? 2 : 1
        value = Self.appendBasicBlock(
          "layer\(stage + 1).\(block)", filters: width << stage, stride: stride, reading: value,
          to: &graph)
      }
    }
    return graph
  }

  /// Appends two 3×3 convolutions around a shortcut, and returns the value of their sum.
  ///
  /// The shortcut comes first, so that inference can add it in the second convolution's own pass.
  private static func appendBasicBlock(
    _ name: String, filters: Int, stride: Int, reading input: Int, to graph: inout NetworkGraph
  ) -> Int {
    var shortcut = input
    if stride > 1 {
      shortcut = graph.append(
        .convolution(
          name: "\(name).downsample.0", filters: filters, kernelSize: 1, stride: stride,
          padding: 0, hasBias: false), reading: input)
      shortcut = graph.append(
        .batchNormalisation(name: "\(name).downsample.1", rectifies: false), reading: shortcut)
    }
    var value = graph.append(
      .convolution(
        name: "\(name).conv1", filters: filters, kernelSize: 3, stride: stride, padding: 1,
        hasBias: false),
      reading: input)
    value = graph.append(
      .batchNormalisation(name: "\(name).bn1", rectifies: true), reading: value)
    value = graph.append(
      .convolution(
        name: "\(name).conv2", filters: filters, kernelSize: 3, stride: 1, padding: 1,
        hasBias: false),
      reading: value)
    value = graph.append(
      .batchNormalisation(name: "\(name).bn2", rectifies: false), reading: value)
    return graph.append(.rectifiedSum, reading: value, shortcut)
  }
}
