package import Kernels

/// What computes, as far as it changes numbers; part of the keys of what it made.
package enum Backend {
  /// The kernels that compute float32; the number is raised whenever one sums in another order.
  package static let float32 = "float32 kernels 1"

  /// The library that computes bfloat16, between kernels of float32.
  private static var bfloat16: String { "\(float32), oneDNN \(ComputeContext.libraryVersion)" }

  /// Returns what computes networks in a precision.
  package static func networks(_ precision: Precision) -> String {
    switch precision {
    case .float32: float32
    case .bfloat16: bfloat16
    }
  }
}
