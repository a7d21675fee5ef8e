import Kernels
import Retrieval
import Tensors
import Testing

@Suite(.serialized) struct RBenchTests {
  func time(_ n: String, _ r: Int = 3, _ f: () -> Void) {
    f()
    var t: [Double] = []
    for _ in 0..<r {
      let c = ContinuousClock().measure(f);
      t.append(Double(c.components.attoseconds) * 1e-15 + Double(c.components.seconds) * 1e3)
    }
    print("BENCH", n, t.sorted()[r / 2], "ms")
  }
  @Test func bench() throws {
    let db = l2Normalize(randomMatrix(50_000, 512, seed: 1)),
      q = l2Normalize(randomMatrix(70, 512, seed: 2))
    time("search 70x50k x512 top100") { _ = try? ExactSearch(top: 100)(queries: q, database: db) }
    time("search 70x50k x512 top all") {
      _ = try? ExactSearch(top: 50_000)(queries: q, database: db)
    }
    time("gemm alone") { _ = multiply(q, db, transposingRight: true) }
    let x = l2Normalize(randomMatrix(3000, 512, seed: 1))
    time("fit 3000x512") { _ = try? PCAWhitening(fitting: x, dimension: 128) }
    let w = try PCAWhitening(fitting: x)
    time("apply 3000x512") { _ = w(x) }
    let f = Tensor(repeating: 0.5, shape: [64, 512, 8, 8])
    time("gem 3") { _ = Pooling.gem(exponent: 3)(f) }
    time("gem 2.9") { _ = Pooling.gem(exponent: 2.9)(f) }
    time("mac") { _ = Pooling.mac(f) }
    time("spoc") { _ = Pooling.spoc(f) }
  }
}
