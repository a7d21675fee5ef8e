package import Kernels

/// The libraries that compute, as far as they change numbers; part of the keys of what they made.
package enum Backend {
  /// Returns what computes networks.
  package static func networks(_ numerics: Numerics) -> String {
    "oneDNN \(ComputeContext.libraryVersion) and Winograd F(2x2), F(4x4), \(numerics.rawValue)"
  }

  /// Returns what computes products and decompositions.
  package static func linearAlgebra(_ numerics: Numerics) -> String {
    "OpenBLAS \(LinearAlgebraLibrary.version), \(numerics.rawValue)"
  }
}
