import Files
import JSON

extension ResolvedExperiment {
  /// The SHA-256 of everything in the spec that changes numbers: no titles, claims or citations.
  ///
  /// It is the same whether the optional sets are there or not. `statistics`, `covariates`, `figure`, `firstImages` and
  /// `differencesFrom`, which judge or show numbers, stay out, and so do `purpose`, `allowLeak` and
  /// `instanceNames`, which decide what is refused.
  public func numbersHash() throws -> String {
    let fields: [String: CanonicalJSON] = [
      "datasets": try .encoding(requiredDatasets),
      "optionalDatasets": try .encoding(optionalDatasets),
      "metrics": try .encoding(metrics),
      "strata": try .encoding(strata),
      "seeds": try .encoding(seeds),
      "world": try .encoding(world),
      "onDamaged": try .encoding(onDamaged),
      "models": try .encoding(models),
      "rows": .array(
        try rows.map {
          let fields = try CanonicalJSON.encoding($0).members ?? [:]
          return .object(
            fields.filter {
              ["name", "model", "reference", "images", "descriptor", "search", "world"]
                .contains($0.key)
            })
        }),
    ]
    return Digest.sha256(of: CanonicalJSON.object(fields).compact)
  }
}
