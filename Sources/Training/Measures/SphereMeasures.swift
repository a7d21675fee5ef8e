internal import Glibc
internal import Kernels
public import Tensors

/// How the descriptors of a batch lie on the unit sphere: positives close to each other, all of them
/// spread out.
///
/// Wang and Isola 2020, "Understanding Contrastive Representation Learning through Alignment and
/// Uniformity on the Hypersphere", section 4.1, with α = 2 and t = 2.
public struct SphereMeasures: Sendable, Equatable {
  /// The mean of ‖x − y‖² over all pairs of positives, 0...4; nil for a batch without one.
  public let alignment: Double?

  /// The logarithm of the mean of exp(−2·‖x − y‖²) over all pairs of rows, −8...0; nil for one row.
  ///
  /// The pairs are those of different rows, positives among them, as the authors' code has it.
  public let uniformity: Double?

  /// Measures the descriptors of one batch.
  ///
  /// - Parameters:
  ///   - descriptors: (row, dimension), brought to unit length here.
  ///   - labels: one a row; rows that share one are positives.
  /// - Complexity: O(rows² × dimension).
  public init(of descriptors: Matrix, labels: [Int]) {
    let rows = descriptors.rows
    precondition(labels.count == rows, "expected \(rows) labels, found \(labels.count)")
    let unit = l2Normalize(descriptors)
    let products = multiply(unit, unit, transposingRight: true)
    let values = products.elements.span
    var (distances, positives) = (0.0, 0)
    var potentials = 0.0
    for row in 0..<rows {
      let own = Double(values[row * rows + row])
      for other in row + 1..<rows {
        let sum = own + Double(values[other * rows + other])
        // Rounding may take the distance of equal rows below 0.
        let distance = max(0, sum - 2 * Double(values[row * rows + other]))
        potentials += exp(-2 * distance)
        if labels[row] == labels[other] {
          distances += distance
          positives += 1
        }
      }
    }
    alignment = positives > 0 ? distances / Double(positives) : nil
    uniformity = rows > 1 ? log(potentials / Double(rows * (rows - 1) / 2)) : nil
  }
}
