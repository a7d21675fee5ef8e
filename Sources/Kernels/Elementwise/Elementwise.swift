internal import CFeatureMaps

/// Operations on each element of float32 maps; all buffers of one are of one layout.
public enum Elementwise {
  /// Returns the step that adds two tensors.
  ///
  /// - Parameters:
  ///   - first: one of them.
  ///   - second: the other one.
  ///   - sum: the result.
  ///   - rectifies: whether negative sums become 0.
  /// - Returns: the step; it reads and writes those buffers each time it runs.
  public static func addition(
    _ first: Memory, _ second: Memory, to sum: Memory, rectifies: Bool
  ) -> any ComputeStep {
    requireOneLayout([first, second, sum])
    let threads = Int32(ComputeThreads.count)
    return FunctionStep([first, second, sum]) {
      unsafe elementwise_add(
        first.elements, second.elements, sum.elements, sum.count, rectifies, threads)
    }
  }

  /// Returns the step of the rectifier, which replaces negative values by 0.
  public static func rectifier(_ source: Memory, to result: Memory) -> any ComputeStep {
    requireOneLayout([source, result])
    let threads = Int32(ComputeThreads.count)
    return FunctionStep([source, result]) {
      unsafe elementwise_rectify(source.elements, result.elements, result.count, threads)
    }
  }

  /// Returns the step of the rectifier's gradient.
  ///
  /// - Parameters:
  ///   - result: what the rectifier wrote; its zeros pass no gradient.
  ///   - resultGradient: of the loss with respect to that.
  ///   - gradient: of the loss with respect to the source.
  /// - Returns: the step; it reads and writes those buffers each time it runs.
  public static func rectifierGradient(
    result: Memory, resultGradient: Memory, to gradient: Memory
  ) -> any ComputeStep {
    requireOneLayout([result, resultGradient, gradient])
    let threads = Int32(ComputeThreads.count)
    return FunctionStep([result, resultGradient, gradient]) {
      unsafe elementwise_rectify_gradient(
        result.elements, resultGradient.elements, gradient.elements, gradient.count, threads)
    }
  }

  private static func requireOneLayout(_ buffers: [Memory]) {
    precondition(
      buffers.allSatisfy { $0.layout == buffers[0].layout }, "expected buffers of one layout")
  }
}
