import Evaluation
import Records
import Specs

extension BaselineDiff {
  /// Returns each verdict of the baseline, then those that only the run has.
  static func claims(_ pairing: TablePairing) -> [Claim] {
    let accepted = pairing.old.verdicts
    let present = pairing.new.verdicts
    let formerSets = Dictionary(
      pairing.datasets.map { ($0.value.rawValue, $0.key.rawValue) },
      uniquingKeysWith: { first, _ in first })
    let absent = pairing.absentSets.map(\.rawValue)
    let known = accepted.filter { !absent.contains($0.dataset) }.map { old -> Claim in
      let set = pairing.presentName(ofSet: old.dataset)
      let now = present.first { $0.claim.name == old.claim.name && $0.dataset == set }
      let status: Status =
        if let now { pairing.status(from: old, to: now) } else { .notComparable }
      return Claim(
        claim: old.claim.name, dataset: set, baseline: old.verdict, current: now?.verdict,
        status: status)
    }
    let added = present.filter { new in
      let former = formerSets[new.dataset]
      return !accepted.contains { $0.claim.name == new.claim.name && $0.dataset == former }
        && !pairing.comesWithItsSet(new)
    }
    return known
      + added.map {
        Claim(
          claim: $0.claim.name, dataset: $0.dataset, baseline: nil, current: $0.verdict,
          status: .notComparable)
      }
  }
}

/// One verdict of a claim.
private struct JudgedClaim {
  let claim: Baseline.Claim
  let dataset: String
  let verdict: Verdict
}

extension Baseline {
  /// The verdicts, sets in the order of the table.
  fileprivate var verdicts: [JudgedClaim] {
    claims.flatMap { claim in
      datasets.map(\.rawValue).compactMap { set in
        claim.verdicts[set].map { JudgedClaim(claim: claim, dataset: set, verdict: $0) }
      }
    }
  }
}

extension TablePairing {
  /// Returns the present name of a set of the baseline.
  fileprivate func presentName(ofSet name: String) -> String {
    datasets.first { $0.key.rawValue == name }?.value.rawValue ?? name
  }

  /// Returns whether a verdict is not in the baseline since no values of its optional set are.
  fileprivate func comesWithItsSet(_ judged: JudgedClaim) -> Bool {
    guard let set = new.datasets.first(where: { $0.rawValue == judged.dataset }),
      mayBeNew(on: set)
    else { return false }
    let column = Column(set, judged.claim.metric)
    return rows.contains { row in
      [judged.claim.better, judged.claim.worse].contains(row.name) && row.old?.cell(column) == nil
    }
  }

  /// Returns what became of a verdict.
  ///
  /// Where its rows must be the same bits, so must it. Elsewhere an interval that now ends just beyond
  /// 0, or just short of it, is no change by itself, and only the opposite verdict is.
  fileprivate func status(from old: JudgedClaim, to new: JudgedClaim) -> BaselineDiff.Status {
    guard old.verdict != new.verdict else { return .match }
    let names = [new.claim.better, new.claim.worse]
    let isExact =
      self.old.statistics == self.new.statistics
      && names == [old.claim.better, old.claim.worse].map { rowNames[$0] }
      && old.claim.metric == new.claim.metric
      && rows.filter { names.contains($0.name) }.allSatisfy(isExact)
    return isExact || Set([old.verdict, new.verdict]) == [.holds, .fails] ? .drift : .match
  }
}
