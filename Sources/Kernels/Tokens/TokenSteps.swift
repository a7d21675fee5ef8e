internal import CFeatureMaps
public import Tensors

/// What vision transformers compute on tokens beside linear layers.
///
/// Dosovitskiy et al. 2021. Tokens are plain buffers, (batch, token, channel). Every result is the same bits on every processor with
/// AVX2 and FMA and at any number of threads, and depends on its own image only.
public enum TokenSteps {
  /// Returns the step that normalises each token: (x − mean)/√(variance + ε) · scale + shift.
  ///
  /// Layer normalisation; Ba et al. 2016, eq. 3.
  ///
  /// - Parameters:
  ///   - shape: that of the tokens, (batch, token, channel).
  ///   - epsilon: what is added to the variance of a token's channels.
  ///   - source: the tokens.
  ///   - scale: (channel).
  ///   - shift: (channel).
  ///   - destination: the normalised tokens.
  /// - Returns: the step; it reads and writes those buffers each time it runs.
  public static func normalisation(
    _ shape: Shape, epsilon: Float, source: Memory, scale: Memory, shift: Memory,
    destination: Memory
  ) -> any ComputeStep {
    let (lanes, threads) = (FeatureMapLanes.count, Int32(ComputeThreads.count))
    return FunctionStep([source, destination]) {
      unsafe tokens_normalise(
        shape[0] * shape[1], shape[2], epsilon, lanes, source.elements, scale.elements,
        shift.elements, destination.elements, threads)
    }
  }

  /// Returns the step of attention: softmax(q·kᵀ/√depth)·v of each head.
  ///
  /// Vaswani et al. 2017, eq. 1.
  ///
  /// - Parameters:
  ///   - shape: that of the result, (batch, token, channel).
  ///   - heads: how many heads share the channels.
  ///   - source: queries, keys and values, (batch, token, 3 · channel); the channels of a head follow each
  ///     other.
  ///   - destination: the result.
  ///   - context: whose working memory it uses; that grows with the number of tokens, not with its square.
  /// - Returns: the step; it reads and writes those buffers each time it runs.
  /// - Complexity: O(batch × tokens² × channels).
  public static func attention(
    _ shape: Shape, heads: Int, source: Memory, destination: Memory, in context: ComputeContext
  ) -> any ComputeStep {
    precondition(
      heads >= 1 && shape[2].isMultiple(of: heads),
      "expected channels for \(heads) heads, found \(shape[2])")
    let threads = Int32(ComputeThreads.count)
    let sizes = tokens_attention_shape(
      batch: shape[0], tokens: shape[1], heads: heads, depth: shape[2] / heads,
      lanes: FeatureMapLanes.count)
    let floats = unsafe withUnsafePointer(to: sizes) {
      unsafe tokens_attention_scratch_count($0, threads)
    }
    return FunctionStep([source, destination]) {
      unsafe withUnsafePointer(to: sizes) {
        unsafe tokens_attend(
          $0, source.elements, destination.elements, context.workingMemory(floats: floats), threads)
      }
    }
  }

  /// Returns the step that writes the pixels of each patch as a row.
  ///
  /// - Parameters:
  ///   - images: the shape of the images, (batch, channel, height, width).
  ///   - patchSize: the side of a patch in pixels; pixels right of and below the last whole patch are left
  ///     out.
  ///   - source: the images, plain.
  ///   - destination: (batch · patch, channel · patchSize · patchSize).
  /// - Returns: the step; it reads and writes those buffers each time it runs.
  public static func patches(
    of images: Shape, patchSize: Int, source: Memory, destination: Memory
  ) -> any ComputeStep {
    let threads = Int32(ComputeThreads.count)
    let sizes = tokens_patches(
      batch: images.batch, channels: images.channels, height: images.height, width: images.width,
      patch: patchSize)
    return FunctionStep([source, destination]) {
      unsafe withUnsafePointer(to: sizes) {
        unsafe tokens_gather($0, source.elements, destination.elements, threads)
      }
    }
  }

  /// Returns the step that puts the tokens of the patches behind those that every image begins with, and adds
  /// a row to each.
  ///
  /// - Parameters:
  ///   - shape: that of the result, (batch, token, channel).
  ///   - first: what every image begins with, (first token, channel).
  ///   - patches: the tokens of the patches, (batch, token − first tokens, channel).
  ///   - added: what is added to each token, (token, channel).
  ///   - destination: the result.
  /// - Returns: the step; it reads and writes those buffers each time it runs.
  public static func beginning(
    _ shape: Shape, first: Memory, patches: Memory, added: Memory, destination: Memory
  ) -> any ComputeStep {
    let threads = Int32(ComputeThreads.count)
    let prefix = first.count / shape[2]
    return FunctionStep([patches, added, destination]) {
      unsafe tokens_begin(
        shape[0], prefix, shape[1] - prefix, shape[2], first.elements, patches.elements,
        added.elements, destination.elements, threads)
    }
  }

  /// Returns the step that writes the tokens of patches as feature maps.
  ///
  /// - Parameters:
  ///   - shape: that of the tokens, (batch, token, channel).
  ///   - prefix: how many tokens before those of the patches are left out.
  ///   - source: the tokens.
  ///   - destination: (batch, channel, height, width), plain, with as many places as patches.
  /// - Returns: the step; it reads and writes those buffers each time it runs.
  public static func maps(
    _ shape: Shape, prefix: Int, source: Memory, destination: Memory
  ) -> any ComputeStep {
    let threads = Int32(ComputeThreads.count)
    return FunctionStep([source, destination]) {
      unsafe tokens_maps(
        shape[0], prefix, shape[1] - prefix, shape[2], source.elements, destination.elements,
        threads)
    }
  }

  /// Returns the step that resamples embeddings of positions to the patches of an image.
  ///
  /// - Parameters:
  ///   - positions: those of the first tokens, and of a square of patches row by row, (token, channel).
  ///   - prefix: how many first tokens there are.
  ///   - resampling: how the square is brought to the image's patches.
  ///   - destination: (token, channel), with the patches of the image.
  /// - Returns: the step; it writes that buffer each time it runs.
  public static func positions(
    _ positions: [Float], prefix: Int, resampling: GridResampling, destination: Memory
  ) -> any ComputeStep {
    let first = prefix * resampling.channels
    return FunctionStep([destination]) {
      let grid = resampling(positions[first...])
      destination.write(positions[..<first], at: 0)
      destination.write(grid[...], at: first)
    }
  }
}
