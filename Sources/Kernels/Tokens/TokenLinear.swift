internal import CFeatureMaps
internal import Tensors

/// A linear layer on rows of float32, with its weights packed once for all batches.
///
/// Each output sums its terms one after another, so that results are the same bits on every processor with
/// AVX2 and FMA, at any number of threads, and do not depend on the other rows.
public struct TokenLinear: Sendable {
  /// What happens to each result before it is stored, in this order.
  public struct Finish: Sendable, Equatable {
    /// Whether it goes through the exact GELU, x/2 · (1 + erf(x/√2)) (Hendrycks and Gimpel 2016).
    public var isGELU = false

    /// Whether what the destination held is added.
    public var addsDestination = false

    /// Creates a finish that stores results as they are.
    public init() {}
  }

  /// The number of features that a row has.
  public let inputs: Int

  /// The number of features that the layer gives.
  public let outputs: Int

  private let lanes: Int

  /// Plans a layer for this processor.
  ///
  /// - Parameters:
  ///   - inputs: the number of features that a row has, at least 1.
  ///   - outputs: the number of features that the layer gives, at least 1.
  public init(inputs: Int, outputs: Int) {
    precondition(
      inputs >= 1 && outputs >= 1, "expected lengths of at least 1, found \(inputs) and \(outputs)")
    self.inputs = inputs
    self.outputs = outputs
    lanes = FeatureMapLanes.count
  }

  /// Returns weights as the layer reads them.
  ///
  /// - Parameters:
  ///   - weights: (output, input), row by row.
  ///   - biases: (output).
  ///   - context: the processor they are for.
  /// - Returns: the packed weights, for `step`.
  /// - Throws: `KernelError` when the library refuses the buffer.
  public func packed(
    weights: [Float], biases: [Float], in context: ComputeContext
  ) throws(KernelError) -> Memory {
    precondition(
      weights.count == inputs * outputs && biases.count == outputs,
      "expected \(outputs)×\(inputs) weights and \(outputs) biases, found \(weights.count) and "
        + "\(biases.count)")
    var shape = shape(rows: 0)
    let memory = try Memory(Layout([unsafe tokens_packed_count(&shape)]), in: context)
    unsafe tokens_pack(&shape, weights, biases, memory.elements)
    return memory
  }

  /// Returns the step that computes the layer.
  ///
  /// - Parameters:
  ///   - rows: how many rows there are.
  ///   - source: (row, input).
  ///   - packed: the weights, as `packed` returns them.
  ///   - finish: what happens to the results.
  ///   - destination: (row, output).
  /// - Returns: the step; it reads and writes those buffers each time it runs.
  public func step(
    rows: Int, source: Memory, packed: Memory, finish: Finish = Finish(), destination: Memory
  ) -> any ComputeStep {
    let (shape, threads) = (shape(rows: rows), Int32(ComputeThreads.count))
    let ending = tokens_finish(is_gelu: finish.isGELU, adds_destination: finish.addsDestination)
    return FunctionStep([source, destination]) {
      unsafe withUnsafePointer(to: shape) {
        unsafe tokens_linear(
          $0, source.elements, packed.elements, ending, destination.elements, threads)
      }
    }
  }

  private func shape(rows: Int) -> tokens_linear_shape {
    tokens_linear_shape(rows: rows, inputs: inputs, outputs: outputs, lanes: lanes)
  }
}
