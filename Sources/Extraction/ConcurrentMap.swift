/// Returns the results of a function over many inputs, several of them computed at a time.
///
/// Results stand at the index of their input, so their order never depends on timing. The first
/// failure, or the cancellation of the task, ends the whole.
///
/// - Parameters:
///   - inputs: what to go through.
///   - width: the most inputs in work at once, at least 1.
///   - onFinish: called once for each finished input, on any thread.
///   - transform: pure, or safe to call from several threads.
/// - Returns: one result an input, in the order of the inputs.
/// - Throws: the first error that `transform` threw, or `CancellationError`.
package func mapConcurrently<Input: Sendable, Output: Sendable>(
  _ inputs: [Input], width: Int, onFinish: @escaping @Sendable () -> Void = {},
  _ transform: @escaping @Sendable (Input) throws -> Output
) async throws -> [Output] {
  precondition(width >= 1, "expected a width of at least 1, found \(width)")
  return try await withThrowingTaskGroup(of: (Int, Output).self) { group in
    var results = [Output?](repeating: nil, count: inputs.count)
    var next = 0
    func startNext() {
      guard next < inputs.count else { return }
      let index = next
      next += 1
      group.addTask {
        try Task.checkCancellation()
        let output = try transform(inputs[index])
        onFinish()
        return (index, output)
      }
    }
    for _ in 0..<width { startNext() }
    while let (index, output) = try await group.next() {
      results[index] = output
      startNext()
    }
    return results.compactMap { $0 }
  }
}
