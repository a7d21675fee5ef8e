import Specs

extension ResolvedExperiment {
  /// Returns the experiment with each row once more, in another world.
  ///
  /// - Parameters:
  ///   - name: what the names of those rows end with.
  ///   - change: makes the other world of the table's.
  /// - Returns: an experiment with twice as many rows.
  func alsoIn(_ name: String, _ change: (inout WorldSettings) -> Void) -> ResolvedExperiment {
    var other = world
    change(&other)
    return ResolvedExperiment(
      version: version, name: self.name, title: title, datasets: datasets, metrics: metrics,
      strata: strata, seeds: seeds, world: world, statistics: statistics, axes: axes,
      models: models, rows: rows + rows.map { $0.copy("\($0.name)/\(name)", in: other) },
      claims: claims, assumptions: assumptions, published: published)
  }
}

extension ResolvedRow {
  /// Returns the row under another name in a world.
  fileprivate func copy(_ name: String, in world: WorldSettings) -> ResolvedRow {
    guard let model else {
      return ResolvedRow(
        name: name, baseName: baseName, label: label, reference: reference ?? .pixels,
        axisValues: axisValues, images: nil, world: world)
    }
    return ResolvedRow(
      name: name, baseName: baseName, label: label, model: model, axisValues: axisValues,
      descriptor: descriptor, search: search, world: world)
  }
}
