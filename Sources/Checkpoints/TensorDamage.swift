internal import Tensors

/// Values of one tensor with which a network would compute nothing but nonsense.
struct TensorDamage: Sendable, Equatable, CustomStringConvertible {
  /// The name of the tensor in the file.
  let name: String

  /// The number of values that are infinite or not a number.
  let nonFinite: Int

  /// The number of variances below 0.
  let negative: Int

  /// Looks through a tensor; nil for one of sound values.
  ///
  /// - Parameters:
  ///   - tensor: the values as they are to be used.
  ///   - name: torchvision's name, which tells a variance.
  ///   - nameInFile: what messages call it.
  init?(of tensor: Tensor, called name: String, inFile nameInFile: String) {
    let isVariance = name.hasSuffix(".running_var")
    let extremes = Extremes(of: tensor.elements)
    guard !extremes.isFinite || isVariance && extremes.hasNegative else { return nil }
    self.name = nameInFile
    nonFinite = tensor.elements.reduce(0) { $0 + ($1.isFinite ? 0 : 1) }
    negative = isVariance ? tensor.elements.reduce(0) { $0 + ($1.isFinite && $1 < 0 ? 1 : 0) } : 0
  }

  /// Such as "'conv1.weight' holds 2 values that are not finite numbers".
  var description: String {
    var parts: [String] = []
    if nonFinite > 0 {
      parts.append(
        nonFinite == 1
          ? "1 value that is not a finite number"
          : "\(nonFinite) values that are not finite numbers")
    }
    if negative > 0 { parts.append("\(negative) negative variance\(negative == 1 ? "" : "s")") }
    return "'\(name)' holds \(parts.joined(separator: " and "))"
  }
}

/// What is looked for in every weight, by comparisons of bits that run over many values at once.
private struct Extremes {
  /// Whether every value is a finite number.
  let isFinite: Bool

  /// Whether some value is below 0; minus zero is not.
  let hasNegative: Bool

  init(of elements: [Float]) {
    var (largest, lowest) = (UInt32(0), UInt32(0))
    for element in elements {
      let bits = element.bitPattern
      largest = max(largest, bits & 0x7FFF_FFFF)
      lowest = max(lowest, bits)
    }
    isFinite = largest < Float.infinity.bitPattern
    hasNegative = lowest > (-0.0 as Float).bitPattern
  }
}
