package import Evaluation
import Files
import JSON
import Retrieval
import Specs

extension ReferenceName {
  /// The order whose expected values the row has; nil for one that is extracted and ranked.
  package var order: RandomOrder? {
    switch self {
    case .chance: .uniform
    case .strataOracle: .stratumFirst
    case .pixels: nil
    }
  }
}

extension EvaluationResult {
  /// The SHA-256 of every query's values as 64-bit numbers, settings in order, strata last.
  ///
  /// The values are those of `Measure.standard`, whatever a table shows; of strata the precisions.
  package var digest: String {
    let scored = settings + (strata?.within ?? [])
    let values =
      scored.flatMap { Self.rows(Measure.standard.map($0.values(of:))) }
      + (strata.map { Self.rows(Measure.standard.dropFirst().map($0.values(of:))) } ?? [])
    let rows = values.map { row in
      CanonicalJSON.array((row ?? []).map { .string(String($0.bitPattern, radix: 16)) })
    }
    return Digest.sha256(of: CanonicalJSON.array(rows).compact)
  }

  /// Returns the values of each query, (query, measure), or nil for one that is left out.
  private static func rows(_ columns: [[Double?]]) -> [[Double]?] {
    (columns.first ?? []).indices.map { query in
      let row = columns.compactMap { $0[query] }
      return row.isEmpty ? nil : row
    }
  }
}

extension Rankings {
  /// The SHA-256 of the database indices, (query, rank), as 32-bit little-endian numbers.
  package var digest: String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 * indices.count)
    for index in indices {
      let number = UInt32(bitPattern: index)
      for shift in stride(from: 0, to: 32, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: number >> UInt32(shift)))
      }
    }
    return Digest.sha256(of: bytes)
  }
}
