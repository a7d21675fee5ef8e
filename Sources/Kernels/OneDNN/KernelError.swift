internal import COneDNN
public import Failures

/// A computation that cannot be done.
public struct KernelError: Failure {
  /// What was being done, such as "compile a convolution".
  public let operation: String

  /// Why it failed, in words.
  public let reason: String

  /// What to try.
  public let advice: String

  /// Creates an error about one computation.
  package init(
    operation: String, reason: String,
    advice: String = "Run with fewer images at a time, or report the layer."
  ) {
    self.operation = operation
    self.reason = reason
    self.advice = advice
  }

  /// A computation is a part of a stage.
  public var kind: FailureKind { .stageFailed }

  /// What was being done.
  public var subject: String { operation }

  /// What failed, and why.
  public var statement: String { "Could not \(operation): \(reason)" }
}

/// Runs one oneDNN call and turns every status but success into an error.
func oneDNN(
  _ operation: @autoclosure () -> String, _ call: () -> dnnl_status_t
) throws(KernelError) {
  let status = call()
  guard status != dnnl_success else { return }
  let reason =
    switch status {
    case dnnl_out_of_memory: "not enough memory"
    case dnnl_invalid_arguments: "the library refused the arguments"
    case dnnl_unimplemented: "the library has no kernel for this shape on this processor"
    case dnnl_runtime_error: "the kernel failed while it ran"
    default: "status \(status.rawValue)"
    }
  throw KernelError(operation: operation(), reason: reason)
}
