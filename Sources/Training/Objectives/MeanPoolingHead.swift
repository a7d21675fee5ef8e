internal import Kernels
internal import OrderedCollections
internal import Tensors

/// A head whose embedding is the mean of each channel.
protocol MeanPoolingHead: ObjectiveHead {}

extension MeanPoolingHead {
  func embeddings(
    of features: Tensor, parameters: OrderedDictionary<String, Tensor>
  ) -> Matrix {
    rows(of: AdaptiveAveragePooling.global(features))
  }

  func backward(
    _ features: Tensor, embeddings: Matrix, gradient: Matrix,
    parameters: OrderedDictionary<String, Tensor>
  ) -> FeatureGradients {
    FeatureGradients(
      features: backwardThrough(.global, gradient, shape: features.shape), parameters: [:])
  }
}

/// Returns one row an image: channels, then rows and columns of a channel, as PyTorch flattens.
func rows(of pooled: Tensor) -> Matrix {
  let images = pooled.shape.batch
  return Matrix(
    rows: images, columns: pooled.shape.elementCount / max(images, 1), elements: pooled.elements)
}

/// Returns the gradient with respect to features whose means are a matrix's rows.
///
/// - Parameters:
///   - pooling: how the features were pooled.
///   - gradient: with respect to the rows, (image, channel · height · width).
///   - shape: that of the features.
/// - Returns: the gradient with respect to the features, of their shape.
func backwardThrough(
  _ pooling: AdaptiveAveragePooling, _ gradient: Matrix, shape: Shape
) -> Tensor {
  let pooled = Tensor(
    shape: [shape.batch, shape.channels, pooling.height, pooling.width],
    elements: gradient.elements)
  return pooling.backward(pooled, shape: shape)
}
