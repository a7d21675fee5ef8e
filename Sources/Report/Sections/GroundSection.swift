import JSON
import Records
import Specs
import Tables

/// What results rest on: assumptions, notes, and where and how they were made.
struct GroundSection {
  let assumptions: [Assumption]
  let hasAssumptions: Bool
  let tables: [Table]

  /// One assumption, with the tables that make it.
  struct Assumption {
    let field: String
    let values: String
    let reason: String
    let tables: String
  }

  /// What one table has beside its values.
  struct Table {
    let id: String
    let title: String
    let notes: [String]
    let hasNotes: Bool
    let facts: [Fact]
    let origins: [Origin]
    let stages: [Stage]
  }

  /// One fact of the provenance.
  struct Fact {
    let name: String
    let value: String
  }

  /// Where some artifacts were made.
  struct Origin {
    let artifacts: Int
    let program: String
    let machine: String
    let threads: Int
    let seconds: String
    let dates: String
  }

  /// What one stage took.
  struct Stage {
    let name: String
    let seconds: String
    let processorSeconds: String
    let found: Int
    let made: Int
  }

  /// Creates the section of some tables.
  init(_ parts: [ReportTable]) {
    assumptions = Self.ledger(of: parts)
    hasAssumptions = !assumptions.isEmpty
    tables = parts.enumerated().map { place, part in
      let notes = part.table.footnotes.filter { $0.subject != .assumption }.map(\.line)
      let provenance = part.result.provenance
      return Table(
        id: "t\(place + 1)", title: part.table.title, notes: notes, hasNotes: !notes.isEmpty,
        facts: Self.facts(of: provenance), origins: provenance.origins.map(Self.origin),
        stages: provenance.stages.map { stage in
          Stage(
            name: stage.name, seconds: Rounded.hundredths(stage.seconds),
            processorSeconds: Rounded.hundredths(stage.processorSeconds), found: stage.found,
            made: stage.made)
        })
    }
  }

  private static func ledger(of parts: [ReportTable]) -> [Assumption] {
    struct Entry: Hashable {
      let field: String
      let values: String
      let reason: String
    }
    let all = parts.flatMap { part in
      part.experiment.assumptions.map { assumption in
        (
          Entry(
            field: assumption.field,
            values: value(of: assumption.field, in: part.experiment) ?? "–",
            reason: assumption.reason), part.table.name
        )
      }
    }
    return all.map(\.0).unique.map { entry in
      Assumption(
        field: entry.field, values: entry.values, reason: entry.reason,
        tables: all.filter { $0.0 == entry }.map(\.1).unique.joined(separator: ", "))
    }
  }

  /// Returns what a table has in a field, in words; nil where it is neither name nor number.
  private static func value(of field: String, in experiment: ResolvedExperiment) -> String? {
    let keys = field.split(separator: ".").map(String.init)
    if keys == ["datasets"] {
      return experiment.datasets.map(\.rawValue).joined(separator: ", ")
    }
    guard keys.count > 2, keys[0] == "models",
      let recipe = experiment.models.first(where: { $0.name == keys[1] })
    else { return experiment.assumedValues(of: field) }
    do {
      let settings: CanonicalJSON? = try .encoding(recipe)
      return keys.dropFirst(2).reduce(settings) { $0?.members?[$1] }?.shortWords
    } catch {
      return nil
    }
  }

  private static func facts(of provenance: Provenance) -> [Fact] {
    let dirt =
      switch provenance.gitIsDirty {
      case true?: ", with changes that were not committed"
      case false?: ", without further changes"
      case nil: ""
      }
    let libraries = provenance.libraries.sorted { $0.key < $1.key }
      .map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    return [
      Fact(name: "Commit", value: provenance.gitCommit.map { $0 + dirt } ?? "not in a repository"),
      Fact(name: "Spec", value: provenance.spec ?? "–"),
      Fact(name: "Hash of the spec", value: provenance.specHash),
      Fact(name: "Run ended", value: provenance.date),
      Fact(name: "Processor", value: provenance.processor),
      Fact(name: "Threads", value: "\(provenance.threads)"),
      Fact(name: "Seeds", value: provenance.seeds.map { "\($0)" }.joined(separator: ", ")),
      Fact(name: "Libraries", value: libraries),
    ]
  }

  private static func origin(_ origin: OriginRecord) -> Origin {
    Origin(
      artifacts: origin.artifacts, program: "\(origin.place.madeBy), \(origin.place.compiler)",
      machine: ([origin.place.processor] + origin.place.instructionSets).joined(separator: ", "),
      threads: origin.place.threads, seconds: Rounded.hundredths(origin.seconds),
      dates: origin.firstDate == origin.lastDate
        ? origin.firstDate : "\(origin.firstDate) … \(origin.lastDate)")
  }
}
