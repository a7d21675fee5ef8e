import Glibc
import Kernels
public import Tensors

/// The normalised-temperature cross-entropy of any number of views an image, whatever their sizes.
///
/// Caron et al. 2020, equation 7: each view must find each other view of its image among all views of other
/// images. Of two views an image it is `NTXent`.
public struct MultiCropNTXent: BatchLoss {
  /// What similarities are divided by, above 0; 0.1 to 0.5 is usual.
  public let temperature: Float

  /// Creates the loss.
  ///
  /// - Parameter temperature: what similarities are divided by, above 0.
  public init(temperature: Float) {
    precondition(temperature > 0, "expected a temperature above 0, found \(temperature)")
    self.temperature = temperature
  }

  /// Returns the mean loss over all pairs of a view and another one of its image, and its gradient.
  ///
  /// - Parameters:
  ///   - projections: the head's output, not yet of unit length, (view, dimension).
  ///   - labels: the image that each row shows; of each there are at least two views, and there are at
  ///     least two images.
  /// - Returns: the value, and the gradient with respect to the projections, (view, dimension).
  /// - Complexity: O(views² × dimension), three products.
  public func callAsFunction(_ projections: Matrix, labels: [Int]) -> LossResult {
    let views = projections.rows
    precondition(labels.count == views, "expected \(views) images, found \(labels.count)")
    let unit = l2Normalize(projections)
    var logits = multiply(unit, unit, transposingRight: true)
    let inverse = 1 / temperature
    logits.scale(by: inverse)
    var values = logits.elements.mutableSpan
    var total = 0.0
    for row in 0..<views {
      total += takeRow(row, images: labels, of: &values)
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
