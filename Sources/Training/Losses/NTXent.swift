import Glibc
import Kernels
public import Tensors

/// The normalised-temperature cross-entropy of two views an image.
///
/// Chen et al. 2020, "A Simple Framework for Contrastive Learning", equation 1: each view must find
/// the other view of its image among all other views of the batch.
public struct NTXent: Sendable {
  /// What similarities are divided by, above 0; 0.1 to 0.5 is usual.
  public let temperature: Float

  /// Creates the loss.
  ///
  /// - Parameter temperature: what similarities are divided by, above 0.
  public init(temperature: Float) {
    precondition(temperature > 0, "expected a temperature above 0, found \(temperature)")
    self.temperature = temperature
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

extension NTXent {
  /// Returns the mean loss over all pairs of a view and another one of its image, and its gradient.
  ///
  /// Caron et al. 2020, equation 7: each view must find each other view of its image among all views of
  /// other images, whatever the sizes of views. Of two views an image it is the loss of two views.
  ///
  /// - Parameters:
  ///   - projections: the head's output, not yet of unit length, (view, dimension).
  ///   - images: the image that each row shows; of each there are at least two views, and there are at
  ///     least two images.
  /// - Returns: the value, and the gradient with respect to the projections, (view, dimension).
  /// - Complexity: O(views² × dimension), two `sgemm`.
  public func callAsFunction(_ projections: Matrix, images: [Int]) -> LossResult {
    let views = projections.rows
    precondition(images.count == views, "expected \(views) images, found \(images.count)")
    let unit = l2Normalize(projections)
    var logits = multiply(unit, unit, transposingRight: true)
    let inverse = 1 / temperature
    logits.scale(by: inverse)
    var values = logits.elements.mutableSpan
    var total = 0.0
    for row in 0..<views {
      total += takeRow(row, images: images, of: &values)
    }
    // The logits now hold the gradient with respect to each similarity, up to this factor.
    let unitGradient = descriptorGradient(
      similarityGradient: logits, scale: inverse / Float(views), of: unit)
    return LossResult(
      value: Float(total / Double(views)),
      gradient: l2NormalizeBackward(input: projections, outputGradient: unitGradient))
  }

  /// Returns the mean loss of a view's pairs, and replaces its logits by the gradient of it.
  private func takeRow(
    _ row: Int, images: [Int], of logits: inout MutableSpan<Float>
  ) -> Double {
    let start = row * images.count
    let others = images.indices.filter { images[$0] != images[row] }
    let positives = images.indices.filter { images[$0] == images[row] && $0 != row }
    precondition(
      !others.isEmpty && !positives.isEmpty,
      "expected another view of image \(images[row]), and another image")
    var largest = -Float.infinity
    for other in others { largest = max(largest, logits[start + other]) }
    var sum: Float = 0
    for other in others {
      logits[start + other] = exp(logits[start + other] - largest)
      sum += logits[start + other]
    }
    let negative = largest + log(sum)
    var total = 0.0
    var pull: Float = 0
    let share = 1 / Float(positives.count)
    for positive in positives {
      let logit = logits[start + positive]
      let higher = max(logit, negative)
      let both = higher + log(exp(logit - higher) + exp(negative - higher))
      total += Double(both - logit)
      logits[start + positive] = share * (exp(logit - both) - 1)
      pull += exp(negative - both)
    }
    for other in others { logits[start + other] *= share * pull / sum }
    logits[start + row] = 0
    return total / Double(positives.count)
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
