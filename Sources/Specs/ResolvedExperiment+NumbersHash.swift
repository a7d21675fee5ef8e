import Files
import JSON

extension ResolvedExperiment {
  /// The SHA-256 of everything in the spec that changes numbers: no titles, claims or citations.
  ///
  /// It is the same whether the optional sets are there or not.
  public func numbersHash() throws -> String {
    var fields: [String: CanonicalJSON] = [
      "datasets": try .encoding(requiredDatasets),
      "metrics": try .encoding(metrics),
      "seeds": try .encoding(seeds),
      "world": try .encoding(world),
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
    // Left out where it is the default, so that it changed no earlier hash.
    if let optionalDatasets { fields["optionalDatasets"] = try .encoding(optionalDatasets) }
    if onDamaged != .fail { fields["onDamaged"] = .string(onDamaged.rawValue) }
    return Digest.sha256(of: CanonicalJSON.object(fields).compact)
  }
}
