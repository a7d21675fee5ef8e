internal import COneDNN

/// The numbers a network is computed in; what goes in and comes out is float32 in any case.
public enum Precision: String, Sendable, CaseIterable, Codable {
  /// IEEE single precision.
  case float32 = "f32"

  /// Brain floating point: the exponent of a single, 8 bits of significand. Sums are singles.
  case bfloat16 = "bf16"

  /// Whether this processor computes in it by itself.
  public var isSupported: Bool {
    switch self {
    case .float32: true
    case .bfloat16:
      dnnl_get_effective_cpu_isa().rawValue & Self.nativeBfloat16 == Self.nativeBfloat16
    }
  }

  /// oneDNN's mark for AVX-512 with its bfloat16 instructions; later sets contain it.
  private static var nativeBfloat16: UInt32 { dnnl_cpu_isa_avx512_core_bf16.rawValue }

  var dataType: dnnl_data_type_t {
    switch self {
    case .float32: dnnl_f32
    case .bfloat16: dnnl_bf16
    }
  }

  /// Refuses a precision that this processor would have to imitate.
  ///
  /// - Throws: `KernelError` that says which instructions are missing.
  public func requireSupport() throws(KernelError) {
    guard !isSupported else { return }
    throw KernelError(
      operation: "compute in \(rawValue)",
      reason: "this processor has no AVX-512 BF16 instructions",
      advice: "Use the precision f32.")
  }
}
