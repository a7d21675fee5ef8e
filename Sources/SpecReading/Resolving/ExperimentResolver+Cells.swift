import JSON
import Specs

extension ExperimentResolver {
  /// A row under one value of each field that it is swept over.
  struct Cell {
    let row: StatedRow

    /// What the row has of each axis of the matrix; nil where it takes no part.
    let choices: [Choice?]

    /// One value of one axis.
    struct Choice {
      let axis: MatrixAxis
      let value: MatrixAxis.Value

      /// What the value changes in the object that the axis belongs to.
      var difference: JSONNode { axis.difference(value) }

      /// What networks are called after where the value is an object of a kind, such as "objective moco";
      /// nil for one whose fields tell.
      var word: String? {
        guard value.node.member("kind") != nil, let key = axis.field.keys.last else { return nil }
        return "\(key) \(value.name)"
      }
    }

    /// The swept values by the paths of their axes.
    var values: [String: String] {
      Dictionary(
        choices.compactMap { choice in choice.map { ($0.axis.path, $0.value.name) } }
      ) { first, _ in first }
    }

    /// The row's name with its swept values: "contrastive/gem/pca".
    var name: String {
      ([row.name] + choices.compactMap { $0?.value.name }).joined(separator: "/")
    }

    /// The swept values, "–" for one of an axis that the row takes no part in.
    var axisValues: [String] { choices.map { $0?.value.name ?? ResolvedRow.unswept } }
  }

  /// The rows of a table with what became of the cells that have none of their own.
  struct Rows {
    var rows: [ResolvedRow] = []

    /// The first cell of the same settings, by the name of one that has no row of its own.
    var aliases: [String: String] = [:]

    /// The cells that the spec leaves out, by name.
    var excluded: Set<String> = []

    /// The paths of the settings from outside that some row has taken.
    var applied: Set<String> = []

    /// Whether they are more than a table may have, so that none was read.
    var isTooLong = false
  }

  /// The most combinations of rows and swept values that are gone through.
  static let maximumCombinations = 65_536

  /// Returns the cells of the rows, in the order of the table, or nil after noting that they are too many.
  ///
  /// A row that takes no part in an axis stands where the others have the first value.
  func cells(of stated: [StatedRow], over axes: [MatrixAxis]) -> [Cell]? {
    let count = axes.reduce(Double(max(1, stated.count))) { $0 * Double($1.values.count) }
    guard count <= Double(Self.maximumCombinations) else {
      log.add(
        root.member("matrix") ?? root,
        "the sweeps have over \(Self.maximumCombinations) combinations")
      return nil
    }
    let cells = MatrixAxis.combinations(of: axes).flatMap { values in
      stated.compactMap { row -> Cell? in
        let choices = zip(axes, values).map { axis, value -> Cell.Choice? in
          row.takesPart(in: axis) ? Cell.Choice(axis: axis, value: value) : nil
        }
        let isFirst = zip(axes, zip(values, choices)).allSatisfy { axis, pair in
          pair.1 != nil || pair.0.name == axis.values.first?.name
        }
        return isFirst ? Cell(row: row, choices: choices) : nil
      }
    }
    checkNames(of: cells)
    return cells
  }

  /// Notes cells of one name, which values with a "/" may come to.
  private func checkNames(of cells: [Cell]) {
    var known: [String: [String]] = [:]
    for cell in cells {
      guard let other = known.updateValue(cell.axisValues, forKey: cell.name),
        other != cell.axisValues
      else { continue }
      log.add(root.member("matrix") ?? root, "two cells would be called \"\(cell.name)\"")
    }
  }

  /// Returns the rows of some cells, of which those of one row that have the same settings are one.
  ///
  /// - Parameters:
  ///   - cells: the cells, none of them left out.
  ///   - bases: the spec's `descriptor` and `search`.
  ///   - variants: makes the recipes of the rows.
  ///   - world: the world behind the mini sets.
  /// - Returns: a row for each cell that differs from the earlier ones of its row.
  func rows(
    of cells: [Cell], bases: [String: JSONNode], variants: inout RecipeVariants,
    world: WorldSettings
  ) -> Rows {
    var found = Rows()
    var repeated: [String: [String]] = [:]
    for cell in cells {
      let row = resolved(
        cell, bases: bases, variants: &variants, world: world, applied: &found.applied)
      if let same = found.rows.first(where: { $0.hasSettings(of: row) }) {
        found.aliases[row.name] = same.name
        repeated[same.name, default: []].append(row.name)
      } else {
        found.rows.append(row)
      }
    }
    for row in found.rows {
      guard let names = repeated[row.name] else { continue }
      log.note(
        root.member("matrix") ?? root,
        names.joined(separator: ", ") + (names.count == 1 ? " has" : " have")
          + " the settings of \(row.name), so that they are one cell, which stands there once")
    }
    return found
  }

  private func resolved(
    _ cell: Cell, bases: [String: JSONNode], variants: inout RecipeVariants, world: WorldSettings,
    applied: inout Set<String>
  ) -> ResolvedRow {
    func merged(_ root: String, _ applied: inout Set<String>) -> JSONNode {
      var node = bases[root] ?? empty
      if let difference = cell.row.stated(root) { node = node.merged(with: difference) }
      for case let choice? in cell.choices where choice.axis.root == root {
        node = node.merged(with: choice.difference)
      }
      for setting in settings.ofRows where setting.field.root == root {
        guard FieldPath.form(of: root).has(setting.field.keys, in: node) else { continue }
        applied.insert(setting.field.text)
        node = node.merged(with: setting.difference)
      }
      return node
    }
    let descriptor = merged("descriptor", &applied)
    let descriptorSettings = DescriptorSettings.read(descriptor, log: log)
    let recipe = recipe(of: cell, &variants)
    let own = self.world(under: cell.choices.compactMap(\.self), of: world)
    checkPooling(descriptorSettings, at: descriptor, recipe: recipe)
    checkWhitening(
      descriptorSettings, at: descriptor, recipe: recipe, world: own ?? world)
    return ResolvedRow(
      name: cell.name, baseName: cell.row.name, label: label(of: cell.row, recipe, variants),
      model: recipe?.name ?? cell.row.model.base, axisValues: cell.axisValues,
      descriptor: descriptorSettings, search: .read(merged("search", &applied), log: log),
      world: own)
  }

  /// Returns the world behind the mini sets under some swept values, or nil for the table's own.
  func world(under choices: [Cell.Choice], of table: WorldSettings) -> WorldSettings? {
    let swept = choices.filter(\.axis.isOfWorld)
    guard !swept.isEmpty else { return nil }
    let node = swept.reduce(root.member("world") ?? empty) { $0.merged(with: $1.difference) }
    let world = WorldSettings.read(node, log: log)
    return world == table ? nil : world
  }
}

extension ResolvedRow {
  /// Returns whether another cell of the same row is computed in the same way.
  fileprivate func hasSettings(of other: ResolvedRow) -> Bool {
    baseName == other.baseName && model == other.model && search == other.search
      && world == other.world
      && descriptor.effective == other.descriptor.effective
  }
}
