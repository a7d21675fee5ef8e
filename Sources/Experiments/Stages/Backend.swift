import Kernels

/// The library that computes the networks, as far as it changes numbers.
enum Backend {
  /// Its name and version; part of every key of weights and descriptors.
  static var name: String { "oneDNN \(ComputeContext.libraryVersion) and Winograd F(2x2), F(4x4)" }
}
