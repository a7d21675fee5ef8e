internal import Kernels

/// A vision transformer with the parameter names of DINO and timm.
///
/// Dosovitskiy et al. 2021, section 3.1; small networks after Touvron et al. 2021.
public struct VisionTransformer: Sendable, Hashable {
  /// Whose code the network is computed as, where codes differ and tensors do not tell: in the heads, the ε of
  /// the normalisations, and how embeddings of places are brought to other sizes.
  public enum Conventions: String, Sendable, Codable, CaseIterable {
    /// facebookresearch/dino.
    case dino

    /// facebookresearch/dinov2, with its models' settings in `hubconf.py`.
    case dinov2

    /// facebookresearch/moco-v3, whose small network has twelve heads. It takes one size of images; for others
    /// its embeddings are resampled as by timm, on which it builds.
    case mocoV3 = "moco-v3"

    /// timm, with `dynamic_img_size`.
    case timm

    /// torchvision, whose `interpolate_embeddings` takes square images; here each side goes its own way.
    case torchvision

    /// Hugging Face's transformers, with `interpolate_pos_encoding`.
    case transformers
  }

  /// The sizes of the layers.
  public struct Size: Sendable, Hashable {
    /// The side of a patch, in pixels.
    public let patchSize: Int

    /// The channels of a token.
    public let width: Int

    /// The number of blocks.
    public let blocks: Int

    /// The number of heads of each attention.
    public let heads: Int

    /// The patches along a side of the images that the embeddings of places were learnt for.
    public let gridSide: Int

    /// The number of registers.
    public let registers: Int

    /// Whether the results of attention and of the layers behind it are scaled by channel before they are
    /// added.
    public let scalesLayers: Bool

    /// Creates the sizes of a network.
    ///
    /// - Parameters:
    ///   - patchSize: the side of a patch, in pixels.
    ///   - width: the channels of a token, a multiple of the heads.
    ///   - blocks: the number of blocks.
    ///   - heads: the number of heads of each attention.
    ///   - gridSide: the patches along a side of the images that places were learnt for.
    ///   - registers: the number of registers.
    ///   - scalesLayers: whether results are scaled by channel before they are added.
    public init(
      patchSize: Int, width: Int, blocks: Int, heads: Int, gridSide: Int, registers: Int = 0,
      scalesLayers: Bool = false
    ) {
      precondition(
        width.isMultiple(of: heads), "expected a width for \(heads) heads, found \(width)")
      self.patchSize = patchSize
      self.width = width
      self.blocks = blocks
      self.heads = heads
      self.gridSide = gridSide
      self.registers = registers
      self.scalesLayers = scalesLayers
    }
  }

  /// The sizes of the layers.
  public let size: Size

  /// Whose code the network is computed as.
  public let conventions: Conventions

  /// What the network takes pixels normalised with.
  public let pixels: TokenEmbedding.PixelStatistics

  /// Creates the description of a network.
  ///
  /// - Parameters:
  ///   - size: the sizes of the layers.
  ///   - conventions: whose code the network is computed as.
  ///   - pixels: what it takes pixels normalised with.
  public init(
    size: Size, conventions: Conventions, pixels: TokenEmbedding.PixelStatistics = .imageNet
  ) {
    self.size = size
    self.conventions = conventions
    self.pixels = pixels
  }

  /// The network up to its last normalisation: the maps are made of the tokens of the patches.
  public var graph: NetworkGraph {
    var graph = NetworkGraph()
    let embedding = TokenEmbedding(
      patchSize: size.patchSize, width: size.width, gridSide: size.gridSide,
      registers: size.registers, resampling: resampling, pixels: pixels)
    var value = graph.append(.embedding(embedding), reading: 0)
    for block in 0..<size.blocks { value = append("blocks.\(block)", reading: value, to: &graph) }
    value = graph.append(.layerNormalisation(name: "norm", epsilon: epsilon), reading: value)
    _ = graph.append(.tokenMaps(prefix: embedding.prefix), reading: value)
    return graph
  }

  /// Appends a block, and returns the value of its second sum.
  private func append(_ name: String, reading input: Int, to graph: inout NetworkGraph) -> Int {
    var value = graph.append(
      .layerNormalisation(name: "\(name).norm1", epsilon: epsilon), reading: input)
    value = graph.append(
      .linear(name: "\(name).attn.qkv", outputs: 3 * size.width, isGELU: false), reading: value)
    value = graph.append(.attention(heads: heads), reading: value)
    value = graph.append(
      .linear(name: "\(name).attn.proj", outputs: size.width, isGELU: false), reading: value)
    let attended = graph.append(
      .residualSum(scale: size.scalesLayers ? "\(name).ls1" : nil), reading: input, value)
    value = graph.append(
      .layerNormalisation(name: "\(name).norm2", epsilon: epsilon), reading: attended)
    value = graph.append(
      .linear(name: "\(name).mlp.fc1", outputs: 4 * size.width, isGELU: true), reading: value)
    value = graph.append(
      .linear(name: "\(name).mlp.fc2", outputs: size.width, isGELU: false), reading: value)
    return graph.append(
      .residualSum(scale: size.scalesLayers ? "\(name).ls2" : nil), reading: attended, value)
  }

  /// MoCo v3's small network has heads of 32 channels; all others have heads of 64.
  private var heads: Int {
    conventions == .mocoV3 && size.width == 384 ? 2 * size.heads : size.heads
  }

  /// transformers' own for networks without LayerScale, which are its `ViTModel`; 1e-6 elsewhere.
  private var epsilon: Float { conventions == .transformers && !size.scalesLayers ? 1e-12 : 1e-6 }

  private var resampling: GridResampling.Method {
    switch conventions {
    case .dino: .offsetFactor
    case .dinov2: size.registers > 0 ? .antialiased : .offsetFactor
    case .mocoV3, .timm: .antialiased
    case .torchvision: .alignedCorners
    case .transformers: size.registers > 0 ? .antialiased : .size
    }
  }
}
