public import Kernels
internal import OrderedCollections
public import Tensors

/// How images become tokens: patches go through one linear layer, and each place has an embedding of its own.
///
/// Dosovitskiy et al. 2021, eq. 1. Pixels right of and below the last whole patch are not seen, as a
/// convolution with the stride of a patch leaves them out.
public struct TokenEmbedding: Sendable, Equatable {
  /// What pixels of 0…1 are normalised with before the network sees them.
  public enum PixelStatistics: String, Sendable, Codable, CaseIterable {
    /// The means and deviations of ImageNet's colours, as torchvision's networks take.
    case imageNet = "imagenet"

    /// 0.5 and 0.5 in each colour, as the networks of Google take that were trained in JAX.
    case half
  }

  /// The side of a patch, in pixels.
  public let patchSize: Int

  /// The channels of a token.
  public let width: Int

  /// The patches along a side of the images that the embeddings of places were learnt for.
  public let gridSide: Int

  /// The number of registers, tokens without a place between the class token and the patches.
  ///
  /// Darcet et al. 2024.
  public let registers: Int

  /// How the embeddings of places are brought to another number of patches.
  public let resampling: GridResampling.Method

  /// What the network takes pixels normalised with.
  public let pixels: PixelStatistics

  /// The number of tokens before those of the patches: the class token and the registers.
  public var prefix: Int { 1 + registers }

  /// Returns the rows and columns of patches of images.
  ///
  /// - Parameter images: (batch, channel, height, width).
  /// - Returns: how many whole patches there are along each side.
  public func grid(of images: Shape) -> (rows: Int, columns: Int) {
    (images.height / patchSize, images.width / patchSize)
  }

  /// Returns how the embeddings of places become those of images of a size.
  ///
  /// - Parameter images: (batch, channel, height, width).
  /// - Returns: the change of size; none for square images of as many patches as there are places.
  func places(for images: Shape) -> GridResampling {
    let (rows, columns) = grid(of: images)
    // DINO compares the sides in pixels, so that its factor also acts on an oblong image whose patches
    // form the square.
    let fits = rows == gridSide && columns == gridSide && images.height == images.width
    return GridResampling(
      side: gridSide, rows: rows, columns: columns, channels: width,
      method: fits ? nil : resampling)
  }

  /// The means and deviations of ImageNet's colours, red first, that images come normalised with.
  static let colours: [(mean: Double, deviation: Double)] = [
    (0.485, 0.229), (0.456, 0.224), (0.406, 0.225),
  ]

  /// Returns the names and shapes of the tensors, which are those of DINO and DINOv2.
  func parameterShapes(channels: Int) -> OrderedDictionary<String, Shape> {
    var shapes: OrderedDictionary<String, Shape> = [
      "cls_token": [1, 1, width], "pos_embed": [1, 1 + gridSide * gridSide, width],
    ]
    if registers > 0 { shapes["register_tokens"] = [1, registers, width] }
    shapes["patch_embed.proj.weight"] = [width, channels, patchSize, patchSize]
    shapes["patch_embed.proj.bias"] = [width]
    return shapes
  }
}
