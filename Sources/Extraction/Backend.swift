package import Kernels

/// The libraries that compute, as far as they change numbers; part of the keys of what they made.
package enum Backend {
  /// Raised whenever a kernel sums in another order.
  private static let kernels = 1

  /// Returns what computes networks.
  package static func networks(_ numerics: Numerics) -> String {
    switch numerics {
    case .exact: "float32 kernels \(kernels)"
    case .fast: "float32 kernels \(kernels), oneDNN \(ComputeContext.libraryVersion)"
    }
  }

  /// Returns what computes products and decompositions.
  package static func linearAlgebra(_ numerics: Numerics) -> String {
    "kernels \(kernels), \(numerics.rawValue)"
  }
}
