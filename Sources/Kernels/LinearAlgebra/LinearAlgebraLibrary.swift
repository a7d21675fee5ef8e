internal import COpenBLAS

/// The library behind the matrix products and decompositions.
public enum LinearAlgebraLibrary {
  /// What OpenBLAS says of itself: version, options and the processor type it chose kernels for,
  /// such as "OpenBLAS 0.3.21 DYNAMIC_ARCH NO_AFFINITY Zen MAX_THREADS=64".
  public static var configuration: String {
    guard let text = unsafe openblas_get_config() else { return "unknown" }
    return unsafe String(cString: text)
  }

  /// The version in use, such as "0.3.21".
  public static var version: String {
    configuration.split(separator: " ").dropFirst().first.map(String.init) ?? "unknown"
  }

  /// Refuses any kernels but those that exact numerics are computed with.
  ///
  /// - Throws: `KernelError` that says which kernels the library has chosen.
  public static func requireExactKernels() throws(KernelError) {
    guard processorType != "Haswell" else { return }
    throw KernelError(
      operation: "compute with exact numerics",
      reason: "OpenBLAS has chosen its kernels for \(processorType), not those for Haswell",
      advice: "Set OPENBLAS_CORETYPE=Haswell, or use the numerics \"fast\".")
  }

  /// The processor type that OpenBLAS chose its kernels for, such as "Zen".
  public static var processorType: String {
    guard let text = unsafe openblas_get_corename() else { return "unknown" }
    return unsafe String(cString: text)
  }
}
