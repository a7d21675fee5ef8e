/// The learnt exponents of GeM pooling as a safetensors file of ours holds them: in its text, not among
/// the tensors.
public enum GeMExponents {
  /// The key of the text, which is cirtorch's name of the parameter.
  public static let name = "pool.p"

  /// Returns the text.
  ///
  /// - Parameter exponents: one, or one a channel.
  /// - Returns: numbers that read back as the same ones, separated by spaces.
  public static func text(_ exponents: [Float]) -> String {
    exponents.map { "\($0)" }.joined(separator: " ")
  }

  /// Returns the exponents of a text, or nil for one that is not made of numbers.
  public static func values(of text: String) -> [Float]? {
    let values = text.split(separator: " ").map { Float($0) }
    return values.isEmpty || values.contains(nil) ? nil : values.compactMap(\.self)
  }
}
