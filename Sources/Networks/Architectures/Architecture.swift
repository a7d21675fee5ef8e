/// The networks that are known by name: torchvision's names and parameters, and for vision transformers
/// those of DINO and DINOv2.
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
  /// The small vision transformer on patches of 16 pixels, for images of 224 (Touvron et al. 2021).
  case smallTransformer16 = "vit-s16"
  /// The vision transformer of base size on patches of 16 pixels, for images of 224 (Dosovitskiy et al. 2021).
  case baseTransformer16 = "vit-b16"
  /// The small one on patches of 14 pixels with LayerScale, for images of 518 (Oquab et al. 2024).
  case smallTransformer14 = "vit-s14"
  /// That of base size on patches of 14 pixels with LayerScale, for images of 518.
  case baseTransformer14 = "vit-b14"
  /// The small one on patches of 14 pixels with four registers (Darcet et al. 2024).
  case smallRegisterTransformer14 = "vit-s14-registers"
  /// That of base size on patches of 14 pixels with four registers.
  case baseRegisterTransformer14 = "vit-b14-registers"

  /// The channels of the first stage in the paper, or nil for a family whose width is fixed.
  public var standardWidth: Int? { depth == nil ? nil : 64 }

  /// Whose code a vision transformer is computed as unless told otherwise; nil for other networks.
  public var standardConventions: VisionTransformer.Conventions? {
    transformerSize.map { $0.scalesLayers ? .dinov2 : .dino }
  }

  /// Whether the network has a class token, which some poolings take.
  public var hasClassToken: Bool { transformerSize != nil }

  /// Whether the network can be trained here: vision transformers are for extraction.
  public var canBeTrained: Bool { transformerSize == nil }

  /// Returns the part of the network that descriptors are pooled from.
  ///
  /// - Parameters:
  ///   - width: the channels of the first stage, at least 1; nil means the paper's, and is
  ///     all that an architecture without `standardWidth` takes.
  ///   - conventions: whose code a vision transformer is computed as; nil means
  ///     `standardConventions`, and is all that other networks take.
  ///   - pixels: what a vision transformer takes pixels normalised with.
  /// - Returns: the network up to its last rectifier, or the last normalisation of a vision transformer.
  public func graph(
    width: Int? = nil, conventions: VisionTransformer.Conventions? = nil,
    pixels: TokenEmbedding.PixelStatistics = .imageNet
  ) -> NetworkGraph {
    if let depth, let standardWidth {
      return ResNet(depth: depth, width: width ?? standardWidth).graph
    }
    precondition(width == nil, "expected no width for \(rawValue), found \(width ?? 0)")
    guard let transformerSize, let standardConventions else {
      return VGG(normalises: self == .normalisedVGG16).graph
    }
    return VisionTransformer(
      size: transformerSize, conventions: conventions ?? standardConventions, pixels: pixels
    ).graph
  }

  /// The sizes of a vision transformer, or nil for other networks.
  private var transformerSize: VisionTransformer.Size? {
    switch self {
    case .resNet18, .resNet34, .resNet50, .resNet101, .resNet152, .vgg16, .normalisedVGG16: nil
    case .smallTransformer16:
      VisionTransformer.Size(patchSize: 16, width: 384, blocks: 12, heads: 6, gridSide: 14)
    case .baseTransformer16:
      VisionTransformer.Size(patchSize: 16, width: 768, blocks: 12, heads: 12, gridSide: 14)
    case .smallTransformer14, .smallRegisterTransformer14:
      VisionTransformer.Size(
        patchSize: 14, width: 384, blocks: 12, heads: 6, gridSide: 37,
        registers: self == .smallRegisterTransformer14 ? 4 : 0, scalesLayers: true)
    case .baseTransformer14, .baseRegisterTransformer14:
      VisionTransformer.Size(
        patchSize: 14, width: 768, blocks: 12, heads: 12, gridSide: 37,
        registers: self == .baseRegisterTransformer14 ? 4 : 0, scalesLayers: true)
    }
  }

  private var depth: ResNet.Depth? {
    switch self {
    case .resNet18: .resNet18
    case .resNet34: .resNet34
    case .resNet50: .resNet50
    case .resNet101: .resNet101
    case .resNet152: .resNet152
    default: nil
    }
  }
}
