import OrderedCollections
import Tensors

/// Compares tensors with summaries of PyTorch's: a norm and four elements at equal distances.
struct GoldenSummaries {
  /// The error that is let pass, relative to the root mean square of a tensor.
  let tolerance: Float

  /// Returns the errors beyond the tolerance, by the name of the tensor.
  ///
  /// The gradient of a normalisation's shift is what rounding leaves of large sums that cancel; its
  /// error is relative to the gradient of the scale, if that is asked for.
  func disagreements(
    _ found: OrderedDictionary<String, Tensor>, _ expected: [String: [Float]],
    relativeToScales: Bool = false
  ) -> [String: Float] {
    var result: [String: Float] = [:]
    for (name, summary) in expected {
      guard let tensor = found[name] else {
        result[name] = .infinity
        continue
      }
      var reference = name
      if relativeToScales, name.hasSuffix(".bias") {
        let scale = "\(name.dropLast(4))weight"
        if found[scale]?.shape.rank == 1 { reference = scale }
      }
      let error = difference(tensor, summary) / (expected[reference]?[0] ?? 0)
      if !(error < tolerance) { result[name] = error }
    }
    return result
  }

  /// Returns the difference of the norms, or that of the tensors as the four elements tell it,
  /// whichever is more.
  private func difference(_ tensor: Tensor, _ summary: [Float]) -> Float {
    let count = tensor.elements.count
    let stride = max(1, count / 4)
    let found = summary.indices.dropLast().map { tensor.elements[$0 * stride] }
    let squares = zip(found, summary.dropFirst()).map { ($0 - $1) * ($0 - $1) }
    let elements = (squares.reduce(0, +) * Float(count) / Float(squares.count)).squareRoot()
    let norm = tensor.elements.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    return max(abs(Float(norm) - summary[0]), elements)
  }
}
