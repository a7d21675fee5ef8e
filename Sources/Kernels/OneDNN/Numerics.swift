internal import CFeatureMaps
internal import COneDNN

/// How float32 results are computed: to the same bits on every processor, or as fast as this one can.
public enum Numerics: String, CaseIterable, Sendable, Codable {
  /// One order for every sum, whatever the processor and the number of threads: kernels of AVX2 and
  /// FMA, whose blocks follow from shapes alone.
  case exact

  /// Whatever this processor does fastest; the last bits differ from machine to machine, and training
  /// amplifies them.
  case fast

  /// The channels of a block of feature maps that Winograd's filtering reads.
  var lanes: Int {
    switch self {
    case .exact: 8
    case .fast: processor_prefers_sixteen_lanes() ? 16 : 8
    }
  }

  /// Refuses exact numerics where the processor, or a setting of the caller's, rules them out.
  func requireSupport() throws(KernelError) {
    guard self == .exact else { return }
    guard processor_has_kernels() else {
      throw KernelError(
        operation: "compute with exact numerics",
        reason: "they take AVX2 and FMA, which this processor does not have",
        advice: "Use the numerics \"fast\".")
    }
    Self.releaseInstructions
    let avx2 = dnnl_cpu_isa_avx2.rawValue
    guard dnnl_get_effective_cpu_isa().rawValue & avx2 == avx2 else {
      throw KernelError(
        operation: "compute with exact numerics",
        reason: "oneDNN was held to older instructions than AVX2",
        advice: "Unset DNNL_MAX_CPU_ISA and ONEDNN_MAX_CPU_ISA.")
    }
  }

  /// Lets oneDNN use all that the processor has, whatever the environment says; exact kernels are chosen
  /// one by one.
  ///
  /// It does nothing once the library has been used; whether it has AVX2 is looked at afterwards.
  private static let releaseInstructions: Void = {
    _ = dnnl_set_max_cpu_isa(dnnl_cpu_isa_all)
  }()
}

/// Whether a kernel of oneDNN sums in an order that its shapes and number of threads decide alone.
///
/// Kernels for AVX2 do; those for AVX-512 are there on some processors only, and matrix products choose
/// their blocks by processor.
func hasFixedOrder(implementation name: String) -> Bool {
  ["jit:avx2", "jit_1x1:avx2", "ref:"].contains { name.hasPrefix($0) }
}
