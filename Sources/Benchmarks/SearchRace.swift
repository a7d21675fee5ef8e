import Foundation
import JSON
import Kernels
package import Retrieval
import Tensors

extension BenchmarkRace {
  /// Measures exhaustive search in a large table and in a small one.
  func search() throws -> [WorkloadReport] {
    [
      try measure(scale.largeSearch, as: .searchLarge),
      try measure(scale.smallSearch, as: .searchSmall),
    ]
  }

  private func measure(
    _ wanted: BenchmarkScale.Search, as name: WorkloadName
  ) throws -> WorkloadReport {
    var notes: [String] = []
    let plan = try fitting(wanted, notes: &notes)
    observe("\(name.rawValue), drawing \(plan.rows) rows")
    let paths = SearchPaths(folder: folder, name: name.rawValue)
    let queries = try drawRows(plan.queries, plan.dimension, "queries", to: paths.queries)
    let database = try drawRows(plan.rows, plan.dimension, "database", to: paths.database)
    let search = ExactSearch(top: plan.top)
    var rankings = Rankings(queryCount: 0, depth: 0, indices: [], scores: [])
    let ours = Contender(name: "iir", isOurs: true) { _ in
      let (seconds, found) = try timed {
        try search(queries: queries, database: database)
      }
      rankings = found
      return seconds
    }
    let peer = startSearchPeer(plan, paths, notes: &notes)
    // The peer has its own copy by now; a table of gigabytes need not stay on the disk.
    try FileManager.default.removeItem(atPath: paths.database)
    let race = try alternation.timings(of: [ours] + (peer.map { [$0] } ?? []))
    let agreements = try race.timings.filter { !$0.isOurs }.map { timing in
      Agreement(
        peer: timing.name, quantity: "neighbours that differ from ours beyond ties",
        value: Double(
          differencesBeyondTies(
            rankings, indices: try RawFloats.values(at: paths.indices),
            scores: try RawFloats.values(at: paths.scores))), bound: 0, boundIsLower: false)
    }
    return WorkloadReport(
      name: name,
      title: "Search: \(plan.queries) queries in \(plan.rows) × \(plan.dimension), float32, "
        + "top \(plan.top)",
      unit: "queries", unitsPerRun: plan.queries,
      operationsPerRun: 2 * Double(plan.queries) * Double(plan.rows) * Double(plan.dimension),
      timings: race.timings, agreements: agreements, notes: notes + race.notes)
  }

  /// Returns a plan whose tables fit into memory, ours and the peer's.
  private func fitting(
    _ plan: BenchmarkScale.Search, notes: inout [String]
  ) throws -> BenchmarkScale.Search {
    let copies = peers == nil ? 1 : 2
    let spare = 1 << 30
    let needed = copies * plan.rows * plan.dimension * 4 + spare
    let available = try ProcessMemory.available()
    guard needed > available, plan.rows > 250_000 else { return plan }
    notes.append(
      "Searched 250000 rows instead of \(plan.rows): those take \(needed >> 20) MiB of memory, and "
        + "\(available >> 20) MiB are free. The mark is about \(plan.rows) rows.")
    return BenchmarkScale.Search(
      queries: plan.queries, rows: 250_000, dimension: plan.dimension, top: plan.top)
  }

  /// Returns random unit rows, and writes them as they come.
  private func drawRows(
    _ rows: Int, _ dimension: Int, _ purpose: String, to path: String
  ) throws -> Matrix {
    let writer = try RawFloatWriter(path)
    var elements: [Float] = []
    elements.reserveCapacity(rows * dimension)
    let blockSize = 4096
    for first in stride(from: 0, to: rows, by: blockSize) {
      var generator = SeededGenerator(seed: 0, purpose: "benchmark \(purpose)", index: first)
      let shape: Shape = [min(blockSize, rows - first), dimension]
      let block = l2Normalize(
        Matrix(Tensor(uniform: shape, in: -1..<1, using: &generator)), epsilon: 0)
      elements.append(contentsOf: block.elements)
      try writer.append(block.elements)
    }
    try writer.close()
    return Matrix(rows: rows, columns: dimension, elements: elements)
  }

  private func startSearchPeer(
    _ plan: BenchmarkScale.Search, _ paths: SearchPaths, notes: inout [String]
  ) -> Contender? {
    guard
      let peer = start(
        .faiss, notes: &notes,
        prepare: { process throws(PeerError) in
          try process.call(
            "prepare search",
            [
              "database": .string(paths.database), "queries": .string(paths.queries),
              "rows": .integer(plan.rows), "dimension": .integer(plan.dimension),
            ]
          ).variants ?? []
        })
    else { return nil }
    let name = peer.process.peer.rawValue
    return Contender(name: name, variants: peer.variants) { _ in
      let reply = try peer.process.call(
        "search",
        [
          "top": .integer(plan.top), "indices": .string(paths.indices),
          "scores": .string(paths.scores),
        ])
      return try reply.requiredSeconds(of: name)
    }
  }
}

/// The files of one search.
private struct SearchPaths {
  let folder: String
  let name: String

  var queries: String { "\(folder)/\(name).queries" }
  var database: String { "\(folder)/\(name).database" }
  var indices: String { "\(folder)/\(name).indices" }
  var scores: String { "\(folder)/\(name).scores" }
}

/// Returns the number of places where two rankings differ by more than the order of equal scores.
///
/// Two libraries sum in different orders, so scores that differ in the last bits may change places.
///
/// - Parameters:
///   - rankings: ours.
///   - indices: the other's database indices, (query, rank), row by row.
///   - scores: their scores.
///   - tolerance: the difference of scores that the order of summation explains.
/// - Returns: how many places hold another image whose score differs by more; all of them when the
///   other has not as many.
package func differencesBeyondTies(
  _ rankings: Rankings, indices: [Int32], scores: [Float], tolerance: Float = 2e-6
) -> Int {
  guard indices.count == rankings.indices.count, scores.count == indices.count else {
    return max(rankings.indices.count, 1)
  }
  return indices.indices.count { place in
    indices[place] != rankings.indices[place]
      && !(abs(scores[place] - rankings.scores[place]) <= tolerance)
  }
}
