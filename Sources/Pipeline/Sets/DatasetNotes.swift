import Evaluation
import Specs

/// What the reader of a table must know of its sets.
struct DatasetNotes {
  /// A clause each, by set.
  private(set) var texts: [WorldSet: [String]] = [:]

  /// The rankings of each set that do better than a random order, and all of them, by protocol.
  private var counts: [WorldSet: [EvaluationProtocol: (better: Int, all: Int)]] = [:]

  mutating func add(_ text: String, on set: WorldSet) {
    texts[set, default: []].append(text)
  }

  mutating func count(isLikeChance: Bool, on set: WorldSet, _ wanted: EvaluationProtocol) {
    let (better, all) = counts[set]?[wanted] ?? (0, 0)
    counts[set, default: [:]][wanted] = (better + (isLikeChance ? 0 : 1), all + 1)
  }

  /// Returns the protocols of a set under which no ranking does better than a random order.
  func protocolsLikeChance(on set: WorldSet) -> [EvaluationProtocol] {
    EvaluationProtocol.allCases.filter { counts[set]?[$0].map { $0.better == 0 } ?? false }
  }
}

extension DatasetShelf {
  /// Takes down whether the rankings of a row look as if names belonged to their rows.
  func record(
    _ check: PlausibilityCheck, of row: ResolvedRow, on set: WorldSet,
    _ wanted: EvaluationProtocol, seed: UInt64
  ) {
    if let misnaming = check.misnaming {
      note("\(row.name), \(wanted.rawValue), seed \(seed): \(misnaming)", on: set)
    }
    notes.count(isLikeChance: check.isLikeChance, on: set, wanted)
  }

  /// Takes down the protocols of a set under which no row does better than a random order.
  ///
  /// One network that tells nothing is no reason to doubt the names; all of them are.
  func judgeNames(on set: WorldSet) {
    for wanted in notes.protocolsLikeChance(on: set) {
      note("\(wanted.rawValue), every row: \(PlausibilityCheck.chance)", on: set)
    }
  }
}
