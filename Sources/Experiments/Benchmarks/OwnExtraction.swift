import Dispatch
import Images
import Kernels
import Networks
import Retrieval
import Synchronization
import Tensors

/// This program's way from files to descriptors, as the benchmark races it.
struct OwnExtraction {
  /// Whether it can compute in bfloat16.
  static let knowsBFloat16 = false

  private static let filesPerWindow = 16

  private let network: InferenceNetwork
  private let preparation: ImagePreparation
  private let threads: Int

  /// Creates an extraction with GeM pooling, exponent 3, and unit length.
  ///
  /// - Parameters:
  ///   - graph: the network.
  ///   - weights: its tensors.
  ///   - maxSide: the larger side that images are shrunk to.
  ///   - threads: how many files are decoded at a time.
  /// - Throws: `KernelError` when there is no memory for the network.
  init(_ graph: NetworkGraph, weights: NetworkWeights, maxSide: Int, threads: Int) throws {
    network = try InferenceNetwork(graph, weights: weights)
    preparation = ImagePreparation(resize: .shrink(maxSide: maxSide), crop: .none)
    self.threads = threads
  }

  /// Returns the descriptors of files, (file, dimension), in their order.
  func extract(_ files: [String]) throws -> Matrix {
    var rows: [Float] = []
    for first in stride(from: 0, to: files.count, by: Self.filesPerWindow) {
      let window = Array(files[first..<min(first + Self.filesPerWindow, files.count)])
      rows += try extractWindow(window)
    }
    return Matrix(rows: files.count, columns: rows.count / max(files.count, 1), elements: rows)
  }

  /// Returns the descriptors of a few files, one after the other.
  private func extractWindow(_ files: [String]) throws -> [Float] {
    let images = try decoded(files)
    var rows = [[Float]](repeating: [], count: files.count)
    let groups = Dictionary(grouping: images.indices) { [images[$0].height, images[$0].width] }
    for members in groups.values {
      let pixels = Tensor(normalizing: members.map { images[$0] })
      let pooled = l2Normalize(Pooling.gem(exponent: 3)(try network.features(of: pixels)))
      for (row, member) in members.enumerated() { rows[member] = Array(pooled.row(row)) }
    }
    return rows.flatMap(\.self)
  }

  /// Returns the prepared images of files, decoded on all threads.
  ///
  /// Not by tasks, since oneDNN runs a primitive only on the thread that compiled it.
  private func decoded(_ files: [String]) throws -> [PixelImage] {
    let results = Mutex([Result<PixelImage, any Error>?](repeating: nil, count: files.count))
    let next = Mutex(0)
    let preparation = preparation
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      while true {
        let index = next.withLock { next in
          defer { next += 1 }
          return next
        }
        guard index < files.count else { return }
        let result = Result<PixelImage, any Error> {
          preparation.prepare(try PixelImage(contentsOf: files[index]))
        }
        results.withLock { $0[index] = result }
      }
    }
    return try results.withLock { try $0.compactMap { try $0?.get() } }
  }
}
