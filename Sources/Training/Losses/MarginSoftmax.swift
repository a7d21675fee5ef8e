import Glibc
import Kernels
public import Tensors

/// What a softmax with a margin returns.
public struct MarginSoftmaxResult: Sendable, Equatable {
  /// The mean loss of the batch.
  public let value: Float

  /// The gradient with respect to the descriptors, (batch, dimension).
  public let gradient: Matrix

  /// The gradient with respect to the class weights, (class, dimension).
  public let weightGradient: Matrix
}

/// Cross-entropy over the cosines between descriptors and one learnt direction a class, with a margin
/// for the right class.
///
/// Its minimum is 0, which it tends to as the scale grows where every descriptor points along its class
/// and away from the others.
public struct MarginSoftmax: Sendable, Hashable {
  /// How the right class is made harder to reach.
  public enum Margin: Sendable, Hashable {
    /// Its angle grows: cos(θ + m), m in radians (ArcFace: Deng et al. 2019, L₃).
    ///
    /// Past θ = π − m, where that would rise again, it goes on as cos θ − m·sin m, as in the authors'
    /// code.
    case angular(Float)

    /// Its cosine shrinks: cos θ − m (CosFace: Wang et al. 2018, L_lmc).
    case cosine(Float)
  }

  /// How the right class is made harder to reach; the margin is at least 0.
  public let margin: Margin

  /// What cosines are multiplied by, above 0; 64 is usual.
  public let scale: Float

  /// Creates the loss.
  ///
  /// - Parameters:
  ///   - margin: how the right class is made harder to reach.
  ///   - scale: what cosines are multiplied by, above 0.
  public init(margin: Margin, scale: Float) {
    precondition(scale > 0, "expected a scale above 0, found \(scale)")
    self.margin = margin
    self.scale = scale
  }

  /// Returns the mean loss of a batch and its gradients.
  ///
  /// - Parameters:
  ///   - descriptors: unit-length rows, (batch, dimension), at least one.
  ///   - labels: the class of each row, from 0.
  ///   - weights: one direction a class, of any length, (class, dimension).
  /// - Returns: the value, and the gradients with respect to descriptors and weights.
  /// - Complexity: O(batch × class × dimension), three products.
  public func callAsFunction(
    _ descriptors: Matrix, labels: [Int], weights: Matrix
  ) -> MarginSoftmaxResult {
    precondition(
      labels.count == descriptors.rows,
      "expected \(descriptors.rows) labels, found \(labels.count)")
    let directions = l2Normalize(weights, epsilon: Self.lengthFloor)
    var logits = multiply(descriptors, directions, transposingRight: true)
    var slopes = [Float](repeating: 1, count: labels.count)
    for (row, label) in labels.enumerated() where (0..<logits.columns).contains(label) {
      let moved = hardened(logits[row, label])
      logits[row, label] = moved.cosine
      slopes[row] = moved.slope
    }
    logits.scale(by: scale)
    let loss = CrossEntropy()(logits, labels: labels)
    var gradient = loss.gradient
    gradient.scale(by: scale)
    for (row, label) in labels.enumerated() { gradient[row, label] *= slopes[row] }
    return MarginSoftmaxResult(
      value: loss.value, gradient: multiply(gradient, directions),
      weightGradient: l2NormalizeBackward(
        input: weights,
        outputGradient: multiply(gradient, descriptors, transposingLeft: true),
        epsilon: Self.lengthFloor))
  }

  /// What is added to the length of a class's weights, so that weights of zeros have a direction of
  /// zeros and all others are not shortened.
  private static let lengthFloor: Float = 1e-12

  /// How near a cosine may come to ±1, where the slope of its angle is without bound.
  private static let cosineBound: Float = 1 - 1e-6

  /// Returns the cosine of the right class with the margin taken off, and the slope of that.
  private func hardened(_ cosine: Float) -> (cosine: Float, slope: Float) {
    switch margin {
    case .cosine(let margin): return (cosine - margin, 1)
    case .angular(let margin):
      guard cosine > -cos(margin) else { return (cosine - margin * sin(margin), 1) }
      let bounded = min(cosine, Self.cosineBound)
      let sine = max(1 - bounded * bounded, 0).squareRoot()
      let moved = bounded * cos(margin) - sine * sin(margin)
      let slope = cosine < Self.cosineBound ? cos(margin) + bounded / sine * sin(margin) : 0
      return (moved, slope)
    }
  }
}
