/// A table whose rows show several worlds.
///
/// Messages and results call a set or a network of the table's own world by its name alone, and tell of
/// another the fields that are others: "mini-oxford (world.seed 2)".
extension ResolvedExperiment {
  /// The worlds of the rows, each once, in the order of the rows.
  package var worlds: [WorldSettings] { rows.map(world(of:)).unique }

  /// The evaluation sets in every world, column by column.
  package var columnSets: [WorldSet] {
    datasets.flatMap { dataset in worlds.map { WorldSet(dataset, in: $0) } }.unique
  }

  /// Every set that is evaluated, fitted or trained on, in each world that a row needs it of.
  package var inputWorldSets: [WorldSet] {
    worlds.flatMap { world in
      inputSets(rows: rows(in: world), models: models(in: world)).map { WorldSet($0, in: world) }
    }.unique
  }

  private func rows(in world: WorldSettings) -> [ResolvedRow] {
    rows.filter { self.world(of: $0) == world }
  }

  /// Returns the recipes behind the rows of a world, each after the one it starts from.
  package func models(in world: WorldSettings) -> [ModelRecipe] {
    let names = Set(rows(in: world).flatMap { chain(of: $0) }.map(\.name))
    return models.filter { names.contains($0.name) }
  }

  /// Returns a row's set of a column.
  package func set(_ dataset: DatasetName, of row: ResolvedRow) -> WorldSet {
    WorldSet(dataset, in: world(of: row))
  }

  // MARK: Differences from the table's world

  /// Returns the table's world with the fields that make some sets others than they are in it; nil where
  /// none is another.
  package func ownWorld(of sets: WorldSet...) -> WorldSettings? {
    let own = sets.reduce(world) { known, set in
      set.world?.concerning([set.dataset], else: known) ?? known
    }
    return own == world ? nil : own
  }

  /// Returns the world that the weights of a recipe depend on: the table's, with the fields of another that
  /// change what the recipe and those before it are trained on.
  package func world(behind model: String, in world: WorldSettings) -> WorldSettings {
    world.concerning(
      chain(of: model).compactMap { $0.training?.dataset }, else: self.world)
  }

  /// The claims whose two rows are evaluated on different sets, since they show different worlds.
  package var claimsAcrossWorlds: [ResolvedClaim] {
    let rows = Dictionary(rows.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    return claims.filter { claim in
      guard let better = rows[claim.better], let worse = rows[claim.worse] else { return false }
      return datasets.contains { set($0, of: better) != set($0, of: worse) }
    }
  }

  // MARK: Names

  /// Returns what messages and results call a set.
  package func name(of set: WorldSet) -> String {
    set.dataset.rawValue + suffix(of: ownWorld(of: set))
  }

  /// Returns what messages and results call a set of a world; nil for the table's.
  package func name(of dataset: DatasetName, in world: WorldSettings?) -> String {
    name(of: WorldSet(dataset, in: world ?? self.world))
  }

  /// Returns what messages and results call the weights of a recipe in a world.
  package func name(of model: String, in world: WorldSettings) -> String {
    model + suffix(of: self.world(behind: model, in: world))
  }

  /// Returns what makes a row's descriptors, in words: "contrastive, seed 0".
  package func descriptorSource(of row: ResolvedRow, seed: UInt64) -> String {
    row.model.map { "\(name(of: $0, in: world(of: row))), seed \(seed)" }
      ?? ReferenceName.pixels.label
  }

  /// Returns in what a world differs from the table's, in words: "world.seed 2"; nil for in nothing.
  package func differenceInWords(of world: WorldSettings) -> String? {
    let differences = world.differences(from: self.world)
    return differences.isEmpty
      ? nil : differences.map { "world.\($0.field) \($0.value)" }.joined(separator: ", ")
  }

  private func suffix(of world: WorldSettings?) -> String {
    world.flatMap(differenceInWords).map { " (\($0))" } ?? ""
  }
}
