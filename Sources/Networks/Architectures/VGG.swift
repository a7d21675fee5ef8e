internal import Kernels

/// The sixteen-layer network of 3×3 convolutions, with torchvision's parameter names.
///
/// Simonyan and Zisserman 2015, table 1, configuration D. Its three fully connected layers are not
/// part of the graph. Parameters are named by the layer's place in torchvision's `features`.
public struct VGG: Sendable, Hashable {
  /// What the graph computes last.
  public enum Ending: Sendable, Hashable, CaseIterable {
    /// The last rectifier: the feature map that descriptors are pooled from, of stride 16.
    case lastRectifier

    /// The last max pooling, of stride 32: what the classifier reads when the whole network is
    /// trained.
    case lastPooling
  }

  /// The number and the filters of the convolutions between two poolings, in order.
  static let stages: [(convolutions: Int, filters: Int)] = [
    (2, 64), (2, 128), (3, 256), (3, 512), (3, 512),
  ]

  /// Whether each convolution is followed by batch normalisation, as in torchvision's `vgg16_bn`.
  public let normalises: Bool

  /// What the graph computes last.
  public let ending: Ending

  /// Creates the description of a network.
  ///
  /// - Parameters:
  ///   - normalises: whether each convolution is followed by batch normalisation.
  ///   - ending: what the graph computes last.
  public init(normalises: Bool, ending: Ending = .lastRectifier) {
    self.normalises = normalises
    self.ending = ending
  }

  /// The convolutional part of the network; every convolution has a bias.
  public var graph: NetworkGraph {
    var graph = NetworkGraph()
    var value = 0
    // The place in torchvision's list, where a normalisation, a rectifier and a pooling count too.
    var place = 0
    for (stage, layers) in Self.stages.enumerated() {
      for _ in 0..<layers.convolutions {
        value = graph.append(
          .convolution(
            name: "features.\(place)", filters: layers.filters, kernelSize: 3, stride: 1,
            padding: 1, hasBias: true),
          reading: value)
        if normalises {
          value = graph.append(
            .batchNormalisation(name: "features.\(place + 1)", rectifies: true), reading: value)
        } else {
          value = graph.append(.rectifier, reading: value)
        }
        place += normalises ? 3 : 2
      }
      guard stage < Self.stages.count - 1 || ending == .lastPooling else { break }
      value = graph.append(
        .maxPooling(PoolingGeometry(windowSize: 2, stride: 2, padding: 0)), reading: value)
      place += 1
    }
    return graph
  }
}
