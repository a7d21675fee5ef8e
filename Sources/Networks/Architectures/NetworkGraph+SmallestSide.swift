internal import Kernels
internal import Tensors

extension NetworkGraph {
  /// The shortest side of images in which every window of the network fits into what it reads.
  ///
  /// 1 for residual networks, whose windows are padded; 16 for VGG, which pools four times without; the
  /// side of a patch for vision transformers.
  public var smallestSide: Int {
    var side = 1
    while !accepts(side: side) { side *= 2 }
    while side > 1, accepts(side: side - 1) { side -= 1 }
    return side
  }

  private func accepts(side: Int) -> Bool {
    let shapes = shapes(for: [1, inputChannels, side, side])
    return nodes.allSatisfy { node in
      let shape = shapes[node.inputs[0]]
      let read = shape.rank == 4 ? shape.height : side
      return switch node.operation {
      case .convolution(_, _, let kernelSize, _, let padding, _): read + 2 * padding >= kernelSize
      case .maxPooling(let geometry): read + 2 * geometry.padding >= geometry.windowSize
      case .embedding(let embedding): read >= embedding.patchSize
      case .batchNormalisation, .rectifier, .rectifiedSum, .layerNormalisation, .linear, .attention,
        .residualSum, .tokenMaps:
        true
      }
    }
  }
}
