extension Matrix {
  /// Multiplies every element by one factor, in place.
  public mutating func scale(by factor: Float) {
    var values = elements.mutableSpan
    for index in values.indices { values[index] *= factor }
  }
}
