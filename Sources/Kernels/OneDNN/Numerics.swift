internal import CFeatureMaps

/// How float32 results are computed: to the same bits on every processor, or as fast as this one can.
public enum Numerics: String, CaseIterable, Sendable, Codable {
  /// One order for every sum, whatever the processor and the number of threads: kernels of AVX2 and
  /// FMA, whose blocks follow from shapes alone.
  case exact

  /// Whatever this processor does fastest; the last bits differ from machine to machine, and training
  /// amplifies them.
  case fast

  /// Refuses exact numerics where the processor rules them out.
  func requireSupport() throws(KernelError) {
    guard self == .exact else { return }
    guard processor_has_kernels() else {
      throw KernelError(
        operation: "compute with exact numerics",
        reason: "they take AVX2 and FMA, which this processor does not have",
        advice: "Use the numerics \"fast\".")
    }
  }
}
