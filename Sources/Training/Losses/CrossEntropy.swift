import Glibc
public import Tensors

/// The mean cross-entropy of a softmax classifier.
public struct CrossEntropy: Sendable {
  /// Creates the loss.
  public init() {}

  /// Returns the mean of −log softmax(logits)[label] and its gradient.
  ///
  /// - Parameters:
  ///   - logits: (batch, class), at least one row.
  ///   - labels: the class of each row, from 0.
  /// - Returns: the value, and the gradient with respect to the logits, (batch, class).
  /// - Complexity: O(batch × class).
  public func callAsFunction(_ logits: Matrix, labels: [Int]) -> LossResult {
    precondition(logits.rows > 0, "expected at least 1 row of logits, found none")
    precondition(
      labels.count == logits.rows, "expected \(logits.rows) labels, found \(labels.count)")
    var gradient = logits
    var gradientValues = gradient.elements.mutableSpan
    var total = 0.0
    for (row, label) in labels.enumerated() {
      precondition(
        (0..<logits.columns).contains(label),
        "expected a label from 0 to \(logits.columns - 1), found \(label)")
      let indices = row * logits.columns..<(row + 1) * logits.columns
      let logSum = softmaxInPlace(&gradientValues, indices)
      total += Double(logSum - logits[row, label])
      gradientValues[indices.lowerBound + label] -= 1
    }
    gradient.scale(by: 1 / Float(logits.rows))
    return LossResult(value: Float(total / Double(logits.rows)), gradient: gradient)
  }
}

/// Replaces logits by their softmax and returns the logarithm of the sum of their exponentials.
///
/// - Parameters:
///   - values: logits; −infinity stands for an entry that takes no part.
///   - indices: the entries to normalise, at least one of them finite.
/// - Returns: the logarithm of the sum of exponentials, safe from overflow.
func softmaxInPlace(_ values: inout MutableSpan<Float>, _ indices: Range<Int>) -> Float {
  var largest = -Float.infinity
  for index in indices { largest = max(largest, values[index]) }
  var sum: Float = 0
  for index in indices {
    values[index] = exp(values[index] - largest)
    sum += values[index]
  }
  let scale = 1 / sum
  for index in indices { values[index] *= scale }
  return largest + log(sum)
}
