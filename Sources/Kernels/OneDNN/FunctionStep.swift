/// A kernel that is a plain function, with its buffers in place.
final class FunctionStep: ComputeStep {
  let buffers: [Memory]
  private let body: () -> Void

  init(_ buffers: [Memory], _ body: @escaping () -> Void) {
    self.buffers = buffers
    self.body = body
  }

  func run() throws(KernelError) { body() }
}
