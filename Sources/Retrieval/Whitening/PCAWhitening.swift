import Glibc
import Kernels
public import Tensors

/// Principal-component whitening: rotates descriptors to their principal axes and gives each the
/// same variance.
///
/// With mean m, covariance C = (X − m)ᵀ(X − m)/N = V Λ Vᵀ and P = Λ^-power Vᵀ, a descriptor x becomes
/// l2n(P (x − m)). Jégou and Chum 2012, section 4, with a power of ½.
public struct PCAWhitening: Sendable, Equatable {
  /// The mean training descriptor, and P, axes of largest variance first.
  ///
  /// The component of largest magnitude of each row is positive, so equal data give equal signs.
  public let projection: Projection

  /// The variance of the training descriptors along each axis kept, descending, before the floor.
  public let variances: [Float]

  /// The share of the largest variance that smaller ones are raised to, unless another is stated.
  public static let defaultFloor = 1e-5

  /// The power of the variances that is divided by, unless another is stated.
  public static let defaultPower = 0.5

  /// Creates a whitening from stored values.
  ///
  /// - Parameters:
  ///   - projection: the mean training descriptor and P.
  ///   - variances: one value a row of the projection.
  public init(projection: Projection, variances: [Float]) {
    precondition(
      variances.count == projection.matrix.rows,
      "expected \(projection.matrix.rows) variances, found \(variances.count)")
    self.projection = projection
    self.variances = variances
  }

  /// Fits a whitening to training descriptors.
  ///
  /// - Parameters:
  ///   - descriptors: (image, dimension), at least two rows. Fewer images than dimensions are allowed,
  ///     but then no more axes than images less one can be kept.
  ///   - dimension: how many axes to keep, or nil for all that the descriptors extend in.
  ///   - floor: variances below this share of the largest one are raised to it before the division,
  ///     so that axes of little signal are not blown up; 0 for the plain rule. It brings back no axis
  ///     without any.
  ///   - power: the power of the variances that is divided by: ½ makes them equal, 0 leaves them as
  ///     they are; ¼, between the two, is what dirtorch takes unless told (`whitenp`).
  /// - Throws: `RetrievalError` for descriptors that are not finite, too few, or all equal, and for
  ///   a dimension above theirs, or above the number of directions that they extend in.
  /// - Complexity: O(images × dimension² + dimension³), in double precision.
  public init(
    fitting descriptors: Matrix, dimension: Int? = nil, floor: Float = Float(defaultFloor),
    power: Float = Float(defaultPower)
  ) throws(RetrievalError) {
    precondition(floor >= 0 && floor < 1, "expected a floor in 0..<1, found \(floor)")
    precondition((0...1).contains(power), "expected a power in 0...1, found \(power)")
    guard descriptors.rows >= 2 else { throw .tooFewDescriptors(found: descriptors.rows) }
    let requested = dimension ?? 1
    guard (1...max(1, descriptors.columns)).contains(requested), descriptors.columns > 0 else {
      throw .tooManyDimensions(requested: requested, available: descriptors.columns)
    }
    try requireFinite(descriptors, role: .training)

    let mean = columnMeans(descriptors, rows: 0..<descriptors.rows)
    let eigen: SymmetricEigen
    do {
      eigen = try symmetricEigen(covariance(descriptors, mean: mean))
    } catch {
      throw .decomposition(error)
    }
    let rounding = roundingVariance(of: descriptors)
    let spanned = eigen.values.count { $0 > rounding }
    guard let largest = eigen.values.first, spanned > 0 else { throw .noVariance }
    let kept = dimension ?? spanned
    guard kept <= spanned else {
      throw .tooFewDirections(
        requested: kept, spanned: spanned, by: .descriptors(descriptors.rows))
    }
    let least = max(Double(floor) * largest, Double(Float.leastNormalMagnitude))
    var matrix = Matrix(rows: kept, columns: descriptors.columns)
    for row in 0..<kept {
      let scale = pow(max(eigen.values[row], least), -Double(power))
      for column in 0..<matrix.columns {
        matrix[row, column] = Float(eigen.vectors.elements[row * matrix.columns + column] * scale)
      }
    }
    self.init(
      projection: Projection(mean: mean, matrix: matrix),
      variances: eigen.values[..<kept].map { Float($0) })
  }

  /// Returns the whitened descriptors, of unit length.
  ///
  /// - Parameter descriptors: (image, dimension given).
  /// - Returns: (image, dimension kept). A row's result depends on that row alone, bit for bit.
  /// - Complexity: O(images × dimension kept × dimension given).
  public func callAsFunction(_ descriptors: Matrix) -> Matrix {
    projection(descriptors)
  }

  /// Returns P (x − m) of each descriptor, before it is made unit-length.
  ///
  /// - Parameter descriptors: (image, dimension given).
  /// - Returns: (image, dimension kept); over the training descriptors their covariance is the
  ///   identity with a power of ½, as far as no variance was raised to the floor.
  public func project(_ descriptors: Matrix) -> Matrix {
    projection.project(descriptors)
  }
}

/// Returns the covariance, divided by the number of rows.
private func covariance(_ matrix: Matrix, mean: [Float]) -> SquareMatrix {
  let values = matrix.elements
  let size = matrix.columns
  var result = SquareMatrix(scatterOf: matrix.rows, size: size) { row, column in
    Double(values[row * size + column]) - Double(mean[column])
  }
  result.scale(by: 1 / Double(matrix.rows))
  return result
}
