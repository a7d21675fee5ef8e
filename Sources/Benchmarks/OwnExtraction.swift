import Dispatch
import Extraction
import Images
import Kernels
import Networks
import Retrieval
import Specs
import Synchronization
import Tensors

/// This program's way from files to descriptors, as the benchmark races it: the extractor that runs
/// use, with GeM pooling of exponent 3, or the class token of a vision transformer.
struct OwnExtraction {
  private let extractor: ImageExtractor
  private let pooling: PoolingPlan

  /// Creates an extraction.
  ///
  /// - Parameters:
  ///   - graph: the network.
  ///   - weights: its tensors.
  ///   - precision: the numbers it is computed in.
  ///   - maxSide: the larger side that images are shrunk to.
  ///   - threads: how many files are in work at a time.
  /// - Throws: `KernelError` when there is no memory for the network, or no such precision here.
  init(
    _ graph: NetworkGraph, weights: NetworkWeights, precision: Precision = .float32,
    maxSide: Int, threads: Int
  ) throws {
    let settings = DescriptorSettings {
      $0.size = maxSide
      $0.crop = .none
    }
    let network = try InferenceNetwork(
      graph, weights: weights,
      settings: ComputeSettings(precision: precision))
    extractor = ImageExtractor(network: network, settings: settings, threads: threads)
    pooling = PoolingPlan(
      graph.embedding == nil ? .gem : .classToken, settings: settings, learntExponents: nil)
  }

  /// Returns the descriptors of files, (file, dimension), in their order.
  func extract(_ files: [String]) throws -> Matrix {
    let items = files.map { ImageItem(name: $0, path: $0, box: nil, digest: "") }
    let (extractor, pooling) = (extractor, pooling)
    return try blocking {
      try await extractor.descriptors(of: items, poolings: [pooling])[0].values
    }
  }
}

/// Waits on this thread for work that suspends.
///
/// Only for a thread that the concurrency runtime does not need, such as the main one.
private func blocking<Value: Sendable>(
  _ work: @escaping @Sendable () async throws -> Value
) throws -> Value {
  let result = Mutex<Result<Value, any Error>?>(nil)
  let done = DispatchSemaphore(value: 0)
  Task.detached {
    let outcome: Result<Value, any Error>
    do { outcome = .success(try await work()) } catch { outcome = .failure(error) }
    result.withLock { $0 = outcome }
    done.signal()
  }
  done.wait()
  guard let outcome = result.withLock({ $0 }) else {
    preconditionFailure("expected the work to leave a result")
  }
  return try outcome.get()
}
