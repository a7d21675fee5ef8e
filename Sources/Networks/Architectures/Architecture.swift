/// The networks that are known by name: torchvision's names and parameters.
public enum Architecture: String, Sendable, CaseIterable, Codable {
  /// Eight residual blocks of two convolutions each (He et al. 2016, table 1).
  case resNet18 = "resnet18"
  /// Sixteen residual blocks of two convolutions each.
  case resNet34 = "resnet34"
  /// Sixteen residual bottlenecks of three convolutions each.
  case resNet50 = "resnet50"
  /// Thirty-three residual bottlenecks.
  case resNet101 = "resnet101"
  /// Fifty residual bottlenecks.
  case resNet152 = "resnet152"
  /// Thirteen convolutions of 3×3 (Simonyan and Zisserman 2015, configuration D).
  case vgg16 = "vgg16"
  /// The same with batch normalisation.
  case normalisedVGG16 = "vgg16_bn"

  /// The channels of the first stage in the paper, or nil for a family whose width is fixed.
  public var standardWidth: Int? { depth == nil ? nil : 64 }

  /// Returns the convolutional part of the network.
  ///
  /// - Parameter width: the channels of the first stage, at least 1; nil means the paper's, and is
  ///   all that an architecture without `standardWidth` takes.
  /// - Returns: the network up to its last rectifier: what descriptors are pooled from.
  public func graph(width: Int? = nil) -> NetworkGraph {
    guard let depth, let standardWidth else {
      precondition(width == nil, "expected no width for \(rawValue), found \(width ?? 0)")
      return VGG(normalises: self == .normalisedVGG16).graph
    }
    return ResNet(depth: depth, width: width ?? standardWidth).graph
  }

  private var depth: ResNet.Depth? {
    switch self {
    case .resNet18: .resNet18
    case .resNet34: .resNet34
    case .resNet50: .resNet50
    case .resNet101: .resNet101
    case .resNet152: .resNet152
    case .vgg16, .normalisedVGG16: nil
    }
  }
}
