extension Matrix {
  /// Creates the matrix view of a tensor with two axes; the elements are shared until one changes.
  ///
  /// - Parameter tensor: (row, column).
  public init(_ tensor: Tensor) {
    precondition(
      tensor.shape.rank == 2, "expected a tensor with 2 axes, found shape \(tensor.shape)")
    self.init(rows: tensor.shape[0], columns: tensor.shape[1], elements: tensor.elements)
  }
}

extension Tensor {
  /// Creates the (row, column) tensor of a matrix; the elements are shared until one changes.
  public init(_ matrix: Matrix) {
    self.init(shape: [matrix.rows, matrix.columns], elements: matrix.elements)
  }
}
