import Records
public import Specs

extension Baseline {
  /// One accepted number that is no value of a cell: of covariates, of a specification curve, or of a figure.
  public struct Finding: Sendable, Hashable, Codable {
    /// The full name of the row that it is of; nil for one of a claim.
    public let row: String?

    /// The claim whose curve it is of; nil for one of a row.
    public let claim: String?

    /// The evaluation set; nil for one over all sets.
    public let dataset: DatasetName?

    /// What the number says: "effect of viewpoint".
    public let name: String

    /// The number.
    public let value: Double
  }
}

/// One accepted number of an analysis.
private typealias Finding = Baseline.Finding

extension ExperimentResult {
  /// What the result says beside the values of its cells and the verdicts of its claims.
  var findings: [Baseline.Finding] {
    (covariates ?? []).flatMap(\.findings) + (specification ?? []).flatMap(\.findings)
      + (figure ?? []).flatMap(\.findings)
  }
}

extension CovariateOutcome {
  fileprivate var findings: [Finding] {
    let effects = (effects + interactions).flatMap { effect -> [(String, Double?)] in
      let name = "effect of \(effect.covariates.joined(separator: " × "))"
      return [
        (name, effect.estimate), ("\(name), lower end", effect.lower),
        ("\(name), upper end", effect.upper),
      ]
    }
    return ([("variance that covariates explain", explained)] + effects).compactMap { name, value in
      value.map { Finding(row: row, claim: nil, dataset: dataset, name: name, value: $0) }
    }
  }
}

extension SpecificationOutcome {
  fileprivate var findings: [Finding] {
    let counts = [
      ("HOLDS", verdicts.holds), ("INCONCLUSIVE", verdicts.inconclusive), ("FAILS", verdicts.fails),
    ]
    let shares = counts.map { word, count in
      ("share of \(word)", points.isEmpty ? nil : Double(count) / Double(points.count))
    }
    let effects = [
      ("smallest effect", points.first?.difference), ("largest effect", points.last?.difference),
    ]
    let decided = fields.map { ("variance that \($0.name) decides", Optional($0.share)) }
    return (shares + effects + decided).compactMap { name, value in
      value.map { Finding(row: nil, claim: claim, dataset: nil, name: name, value: $0) }
    }
  }
}

extension ValueInterval {
  fileprivate var findings: [Finding] {
    [("lower end", lower), ("upper end", upper)].map { end, value in
      Finding(
        row: row, claim: nil, dataset: dataset, name: "\(metric), \(end)", value: value)
    }
  }
}
