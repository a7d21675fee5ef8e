/// One operation with its buffers in place, ready to run as often as needed.
public protocol ComputeStep: AnyObject {
  /// What it reads and writes, but for tensors that stay the same from run to run.
  var buffers: [Memory] { get }

  /// Runs the operation to its end.
  ///
  /// - Throws: `KernelError` when the kernel fails.
  func run() throws(KernelError)
}
