import Files
import JSON
import Literature
import Specs

extension ExperimentResolver {
  /// What a table shows of the literature.
  struct ShownLiterature {
    var beside: [PublishedValue] = []
    var below: [LiteratureRow] = []
  }

  /// An entry that a spec refers to, and the full names of the rows that it is compared with.
  private struct Reference: Equatable {
    let entry: LiteratureEntry
    let rows: [String]
  }

  /// Returns what a table shows of the entries that it refers to: beside its values, and below them.
  func readLiterature(
    _ node: JSONNode?, of experiment: ResolvedExperiment, _ table: TableNames
  ) -> ShownLiterature {
    guard let node else { return ShownLiterature() }
    guard case .array(let nodes) = node.value else {
      log.add(node, "expected an array, found \(node.summary)")
      return ShownLiterature()
    }
    guard !nodes.isEmpty, let ledger = LedgerLoader(files: files).load(namedBy: node) else {
      return ShownLiterature()
    }
    var shown = ShownLiterature()
    var references: [Reference] = []
    for node in nodes {
      let reference = entry(node, "the entry of the literature") {
        $0.readReference(node, in: ledger, of: experiment, table)
      }
      guard let reference else { continue }
      guard !references.contains(reference) else {
        log.add(node, "\"\(reference.entry.id)\" stands in the list already")
        continue
      }
      references.append(reference)
      place(reference, at: node, in: experiment, &shown)
    }
    return shown
  }

  /// Returns what an element of the list refers to; an inherited row that the table has not is passed over, for
  /// the entry may still stand below.
  private func readReference(
    _ node: JSONNode, in ledger: LiteratureLedger, of experiment: ResolvedExperiment,
    _ table: TableNames
  ) -> Reference? {
    let stated = LiteratureStatement.read(element: node, log: log)
    guard let id = stated.id else { return nil }
    guard let found = ledger[id] else {
      log.add(
        node.member("id") ?? node, "unknown name \"\(id)\"", accepted: ledger.ids,
        suggestion: nearestName(to: id, among: ledger.ids))
      return nil
    }
    let sets = experiment.datasets + experiment.optionalDatasets
    guard found.values.contains(where: { value in sets.contains { $0.rawValue == value.dataset } })
    else {
      log.add(
        node, "\"\(id)\" has no value on a set of the table",
        accepted: found.values.map(\.dataset).unique)
      return nil
    }
    guard let row = stated.row else { return Reference(entry: found, rows: []) }
    let name = table.rows.aliases[row.text] ?? row.text
    let networks = experiment.rows.filter { $0.model != nil }
    let rows = networks.filter { $0.name == name || $0.baseName == name }
    if rows.isEmpty, !isInherited(node) {
      let names = networks.map(\.baseName).unique + networks.map(\.name)
      _ = log.choice(row, of: names.unique)
      return nil
    }
    return Reference(entry: found, rows: rows.map(\.name))
  }

  /// Puts each value of an entry beside the rows that it agrees with, and what is left below the table.
  private func place(
    _ reference: Reference, at node: JSONNode, in experiment: ResolvedExperiment,
    _ shown: inout ShownLiterature
  ) {
    let entry = reference.entry
    let rows = experiment.rows.filter { reference.rows.contains($0.name) }
    let values = (experiment.datasets + experiment.optionalDatasets).flatMap { dataset in
      entry.values(on: dataset.rawValue).map { (dataset: dataset, value: $0) }
    }
    var left: [(dataset: DatasetName, value: StatedValue)] = []
    for (dataset, value) in values {
      let agreeing = rows.filter {
        differences(of: value, on: dataset, entry, from: $0, in: experiment).isEmpty
      }
      if agreeing.isEmpty { left.append((dataset, value)) }
      for row in agreeing {
        guard let metric = MetricName(value.metric) else { continue }
        if let other = shown.beside.first(where: {
          $0.row == row.name && $0.dataset == dataset && $0.metric == metric
        }) {
          log.add(
            node,
            "\"\(other.entry ?? "")\" gives a value of \(row.name) on \(dataset), \(metric), too; name one "
              + "of them")
        }
        shown.beside.append(
          PublishedValue(
            entry: entry.id, row: row.name, dataset: dataset, metric: metric,
            percent: value.percent, citation: "\(entry.label), \(entry.source.words)"))
      }
    }
    guard !left.isEmpty else { return }
    let nearest = rows.map { row in
      (
        row: row.name,
        differences: left.flatMap {
          differences(of: $0.value, on: $0.dataset, entry, from: row, in: experiment)
        }.unique
      )
    }.min { $0.differences.extent < $1.differences.extent }
    shown.below.append(
      LiteratureRow(
        entry: entry.id, label: entry.label, setting: entry.settingWords, row: nearest?.row,
        differences: nearest?.differences.map(\.words), citation: entry.source.words,
        values: left.map {
          LiteratureValue(dataset: $0.dataset, metric: $0.value.metric, percent: $0.value.percent)
        }))
  }

  private func differences(
    of value: StatedValue, on dataset: DatasetName, _ entry: LiteratureEntry,
    from row: ResolvedRow, in experiment: ResolvedExperiment
  ) -> [ProtocolDifference] {
    guard let recipe = experiment.chain(of: row).last else { return [] }
    return entry.differences(
      of: value, from: row, of: recipe.architecture, on: dataset,
      metrics: experiment.metrics(of: dataset))
  }
}
