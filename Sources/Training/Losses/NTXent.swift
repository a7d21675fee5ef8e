import Kernels
public import Tensors

/// The normalised-temperature cross-entropy of two views an image.
///
/// Chen et al. 2020, "A Simple Framework for Contrastive Learning", equation 1: each view must find
/// the other view of its image among all other views of the batch.
public struct NTXent: BatchLoss {
  /// What similarities are divided by, above 0; 0.1 to 0.5 is usual.
  public let temperature: Float

  /// Creates the loss.
  ///
  /// - Parameter temperature: what similarities are divided by, above 0.
  public init(temperature: Float) {
    precondition(temperature > 0, "expected a temperature above 0, found \(temperature)")
    self.temperature = temperature
  }

  /// Returns the mean loss over all views, and its gradient; labels are not looked at.
  public func callAsFunction(_ projections: Matrix, labels: [Int]) -> LossResult {
    self(projections)
  }

  /// Returns the mean loss over all views, and its gradient.
  ///
  /// - Parameter projections: the head's output, not yet of unit length, (view, dimension); rows 2i
  ///   and 2i + 1 are the two views of image i.
  /// - Returns: the value, and the gradient with respect to the projections, (view, dimension).
  /// - Complexity: O(views² × dimension), two `sgemm`.
  public func callAsFunction(_ projections: Matrix) -> LossResult {
    let views = projections.rows
    precondition(
      views >= 2 && views.isMultiple(of: 2),
      "expected an even number of views, at least 2, found \(views)")
    let unit = l2Normalize(projections)
    var logits = multiply(unit, unit, transposingRight: true)
    let inverse = 1 / temperature
    logits.scale(by: inverse)

    var gradientValues = logits.elements.mutableSpan
    var total = 0.0
    for row in 0..<views {
      let otherView = row * views + (row ^ 1)
      let positive = gradientValues[otherView]
      gradientValues[row * views + row] = -.infinity
      let logSum = softmaxInPlace(&gradientValues, row * views..<(row + 1) * views)
      total += Double(logSum - positive)
      gradientValues[otherView] -= 1
    }
    // The logits now hold the gradient with respect to each similarity, up to this factor.
    let scale = inverse / Float(views)
    let unitGradient = descriptorGradient(similarityGradient: logits, scale: scale, of: unit)
    return LossResult(
      value: Float(total / Double(views)),
      gradient: l2NormalizeBackward(input: projections, outputGradient: unitGradient))
  }
}

/// Returns the gradient with respect to X of a loss that reads the similarities X · Xᵀ.
///
/// - Parameters:
///   - similarityGradient: the loss's gradient with respect to each similarity, (row, row).
///   - scale: a factor that multiplies it.
///   - descriptors: X, (row, dimension).
/// - Returns: (row, dimension).
func descriptorGradient(
  similarityGradient: Matrix, scale: Float, of descriptors: Matrix
) -> Matrix {
  // Similarity (i, j) pulls on row i and on row j alike.
  var gradient = multiply(similarityGradient, descriptors)
  var target = gradient.elements.mutableSpan
  multiply(
    similarityGradient.elements.span, descriptors.elements.span, into: &target,
    shape: ProductShape(
      rows: descriptors.rows, inner: descriptors.rows, columns: descriptors.columns),
    transposingLeft: true, accumulating: true)
  gradient.scale(by: scale)
  return gradient
}
