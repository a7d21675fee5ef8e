internal import CFeatureMaps
internal import COneDNN

/// The processor and the queue that kernels are compiled for and run on.
///
/// Not safe for concurrent use: whoever computes owns one, and its calls come one after the other.
/// Buffers of one context may be read by kernels of another.
@safe public final class ComputeContext {
  let engine: dnnl_engine_t
  let stream: dnnl_stream_t

  /// Working memory that the kernels of this context share, one after the other.
  private let scratch = ComputeArena()

  /// Opens the processor of this machine.
  ///
  /// - Throws: `KernelError` when it lacks what the kernels take, or the library finds no usable processor.
  public init() throws(KernelError) {
    try Self.requireProcessor()
    var engine: dnnl_engine_t?
    try oneDNN("open the processor") { unsafe dnnl_engine_create(&engine, dnnl_cpu, 0) }
    guard let engine = unsafe engine else {
      throw KernelError(operation: "open the processor", reason: "no engine came back")
    }
    var stream: dnnl_stream_t?
    try oneDNN("open a queue") {
      unsafe dnnl_stream_create(&stream, engine, dnnl_stream_default_flags.rawValue)
    }
    guard let stream = unsafe stream else {
      throw KernelError(operation: "open a queue", reason: "no queue came back")
    }
    unsafe self.engine = engine
    unsafe self.stream = stream
  }

  /// Refuses a processor without the instructions that give float32 the same bits everywhere, and a wish for
  /// kernels that it does not have.
  ///
  /// - Throws: `KernelError` that says what is missing.
  public static func requireProcessor() throws(KernelError) {
    guard processor_has_kernels() else {
      throw KernelError(
        operation: "compute in float32",
        reason: "the kernels take AVX2 and FMA, which this processor does not have",
        advice: "Use a processor that has them.")
    }
    guard processor_has_wanted() else {
      throw KernelError(
        operation: "compute with the kernels that IIR_KERNELS names",
        reason: "they are none of this processor's",
        advice: "Set it to avx2, pairs or, where the processor has AVX-512, avx512; or unset it.")
    }
  }

  deinit {
    unsafe dnnl_stream_destroy(stream)
    unsafe dnnl_engine_destroy(engine)
  }

  /// Returns working memory, valid until the next call.
  func workingMemory(byteCount: Int) -> UnsafeMutableRawPointer {
    scratch.reserve(byteCount)
    return unsafe scratch.address(of: 0, byteCount: byteCount)
  }

  /// Returns working memory for a number of floats, valid until the next call.
  func workingMemory(floats: Int) -> UnsafeMutablePointer<Float> {
    unsafe workingMemory(byteCount: floats * MemoryLayout<Float>.stride)
      .assumingMemoryBound(to: Float.self)
  }

  /// The version of oneDNN in use, such as "2.6.3".
  public static var libraryVersion: String {
    guard let version = unsafe dnnl_version()?.pointee else { return "unknown" }
    return unsafe "\(version.major).\(version.minor).\(version.patch)"
  }
}
