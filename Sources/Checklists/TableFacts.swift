import Datasets
import Evaluation
import Failures
import Foundation
import Records
import Specs
import Tables

/// What the records of one table say, by question.
struct TableFacts {
  private let table: CheckedTable

  init(_ table: CheckedTable) { self.table = table }

  private var result: ExperimentResult { table.result }
  private var experiment: ResolvedExperiment { result.experiment }
  private var provenance: Provenance { result.provenance }

  /// The name of the table.
  var name: String { experiment.name }

  /// The verdicts, each with its interval.
  var claims: [String] {
    let judged = experiment.claims.flatMap { claim in
      let outcomes = result.claims.filter { $0.claim == claim.name }
      let words = outcomes.map { outcome in
        "\(outcome.verdict.rawValue.uppercased()) on \(outcome.dataset.rawValue), "
          + "\(Rounded.points(outcome.meanDifference)) points (\(Self.points(outcome.lower)) … "
          + "\(Self.points(outcome.upper)), \(Self.percent(outcome.confidence)) %)"
      }
      return [
        "\"\(claim.statement)\" (\(claim.name)\(claim.scope.map { "; \($0)" } ?? "")): "
          + (words.isEmpty ? "not judged" : words.joined(separator: "; "))
      ]
    }
    let curves = (result.specification ?? []).map { curve in
      let counts = Verdict.allCases.map { verdict in
        "\(verdict.rawValue.uppercased()) at \(curve.points.count { $0.verdict == verdict })"
      }
      return "\(curve.claim): of \(curve.points.count) specifications "
        + counts.joined(separator: ", ")
    }
    return judged + curves
  }

  /// What restricts the results.
  var limits: [String] {
    let seeds = experiment.seeds.count
    let inexact = experiment.rows.filter { !$0.isExact }.map(\.name)
    var facts =
      seeds == 1
      ? ["one seed of training: nothing is known of the spread over trainings"]
      : ["\(seeds) seeds of training"]
    let evaluated = experiment.datasets.map(\.rawValue).joined(separator: ", ")
    facts.append("evaluated on \(evaluated) and no other set")
    if experiment.datasets.allSatisfy(\.isMini) {
      facts.append("all of these are rendered pictures of a drawn world, and no photos")
    }
    for set in result.datasets {
      let name = set.dataset.rawValue
      for (setting, queries) in set.droppedQueries.sorted(by: { $0.key < $1.key })
      where !queries.isEmpty {
        facts.append(
          "\(name): \(queries.count) queries have no positive (\(setting)), and do not count")
      }
      if !set.skippedImages.isEmpty {
        facts.append("\(name): \(set.skippedImages.count) damaged images left out")
      }
      facts += (set.notes ?? []).map { "\(name): \($0)" }
    }
    facts += (result.missing ?? []).map { "not there, so without values: \($0.name)" }
    facts += (result.leaks ?? []).map { leak in
      "\(leak.purpose) saw \(leak.images) images of \(leak.dataset.rawValue), which is evaluated"
    }
    facts += (result.sharedNames ?? []).map { names in
      "\(names.count) objects of \(names.source.rawValue) and \(names.dataset.rawValue) have equal names"
    }
    if !inexact.isEmpty {
      facts.append(
        "bfloat16, whose last bits are one machine's: \(inexact.joined(separator: ", "))")
    }
    return facts
  }

  /// The settings that were assumed.
  var assumptions: [String] {
    experiment.assumptions.map { "`\($0.field)`: \($0.reason)" }
  }

  /// How the results are made again and compared.
  var commands: [String] {
    let seeds = experiment.seeds.map(String.init).joined(separator: ", ")
    let exact = experiment.rows.allSatisfy(\.isExact)
    return [
      "`\(table.command)`, with \(seeds.contains(",") ? "seeds" : "seed") \(seeds); every random draw depends on "
        + "the seed alone",
      "`iir fingerprint \(table.spec.shellWord)` compares \(result.fingerprints.count) SHA-256 of what was read and made",
      exact
        ? "results are made to be the same bytes on every x86-64 processor with AVX2, with any number of threads"
        : "rows in bfloat16 aside, results are made to be the same bytes on every x86-64 processor with AVX2",
    ]
  }

  /// The code that made the results.
  var code: [String] {
    let state =
      switch (provenance.gitCommit, provenance.gitIsDirty) {
      case (let commit?, false?): "commit \(commit), with nothing changed"
      case (let commit?, _): "commit \(commit), WITH CHANGES that are not in it"
      case (nil, _): "of no known commit"
      }
    return [
      "made by iir \(provenance.libraries["iir"] ?? "of an unknown version"), \(state); the code is under Apache-2.0"
    ]
  }

  /// Where every setting stands.
  var settings: [String] {
    let trainings = experiment.models.compactMap { recipe in
      recipe.training.map { training in
        "\(recipe.name): \(recipe.architecture.label) on \(training.dataset.rawValue), \(training.views) views in "
          + "\(training.steps) steps of \(training.viewsPerStep)"
      }
    }
    return [
      "`\(name).json`, member `experiment`: \(experiment.rows.count) rows, \(experiment.models.count) recipes of "
        + "networks, \(trainings.count) of them trained, every default written out",
      "hash of the spec: \(provenance.specHash)",
    ] + trainings
  }

  /// How settings were chosen, as far as the table is about that.
  var choices: [String] {
    guard let metric = experiment.selects else { return [] }
    let sets = experiment.datasets.map(\.rawValue).joined(separator: ", ")
    return ["this table chooses settings by \(metric) on \(sets)"]
  }

  /// What spread, intervals and tests there are.
  var statistics: [String] {
    let statistics = experiment.statistics
    let isCurve = result.specification != nil
    // Each combination of a curve is one seed.
    let several = experiment.seeds.count > 1 && !isCurve
    var facts: [String] = []
    if several {
      facts.append(
        "± is the sample standard deviation (divisor n − 1) over \(experiment.seeds.count) seeds")
    }
    if isCurve || !result.claims.isEmpty {
      facts.append(
        "intervals of claims\(isCurve ? " at each combination" : ""), of "
          + "\(Self.percent(statistics.confidence)) %: "
          + (statistics.clusters.map { label in
            "t-intervals between the values of \(label)\(several ? " and over seeds" : "") "
              + "(cluster-robust, Satterthwaite's degrees of freedom)"
          }
            ?? "a percentile bootstrap over landmarks\(several ? " and seeds" : ""), "
            + "\(statistics.resamples) resamples"))
    }
    if let separability = result.separability, separability.comparisons > 0 {
      facts.append(
        "\(separability.comparisons) comparisons of rows with the best of their column by randomisation tests, "
          + "queries of one landmark together, p-values adjusted after Holm, significance "
          + "\(Self.percent(separability.significance)) %")
    }
    return facts
  }

  /// On what it was computed, and how long it took.
  var compute: [String] {
    let origins = provenance.origins.map { origin in
      "\(origin.artifacts) artifacts on \(origin.place.processor) (\(origin.place.instructionSets.joined(separator: ", "))), "
        + "\(origin.place.threads) threads, no GPU: \(Self.duration(origin.seconds)), of processors "
        + "\(Self.duration(origin.processorSeconds)); by \(origin.place.madeBy), \(origin.place.compiler)"
    }
    let stages = Dictionary(
      grouping: provenance.stages,
      by: { $0.name.prefix { $0 != " " } }
    ).sorted { $0.key < $1.key }.map { word, stages in
      "\(word) \(Self.duration(stages.reduce(0) { $0 + $1.seconds }))"
    }
    let libraries = provenance.libraries.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    return origins
      + (stages.isEmpty ? [] : ["by kind of stage: \(stages.joined(separator: ", "))"])
      + ["libraries: \(libraries.joined(separator: ", "))"]
  }

  /// The data and networks of others.
  var assets: [String] {
    let sets = result.datasets.map { record in
      let set = record.dataset
      let counts = "\(set.rawValue): \(record.queries) queries, \(record.images) images"
      if set.isMini {
        return "\(counts), rendered by iir from its seed, no photos"
      }
      return KnownDataset.named(set.rawValue).map {
        "\(counts), from \($0.source); name its licence"
      }
        ?? "\(counts), a folder of your own; name its source and licence"
    }
    let trained = experiment.models.compactMap { recipe -> String? in
      guard let training = recipe.training, !training.dataset.isMini else { return nil }
      return
        "\(recipe.name) is trained on \(training.dataset.rawValue); name its source and licence"
    }
    let weights = experiment.models.compactMap { recipe -> String? in
      guard case .file(let file) = recipe.initialWeights else { return nil }
      return "\(recipe.name) begins with \(file.file), from \(file.source); name its licence"
    }
    return (sets + trained + weights).unique
  }

  /// What documents the result.
  var documents: [String] {
    [
      "`\(name).md` says under the table what was trained, described and assumed; `\(name).json` holds every value, "
        + "its schema is documented; `iir checklist --crate` writes them with an index (RO-Crate 1.1)"
    ]
  }

  /// Whether anything was missing.
  var completeness: [String] {
    let missing = result.missing ?? []
    guard missing.isEmpty else {
      return missing.map { "NOT THERE when it was run: \($0.name); \($0.advice)" }
    }
    let own = result.datasets.map(\.dataset).filter { !$0.isMini }.map(\.rawValue)
    let files = experiment.models.compactMap { recipe -> String? in
      guard case .file(let file) = recipe.initialWeights else { return nil }
      return file.file
    }
    guard own.isEmpty, files.isEmpty else {
      return [
        "everything was there; to be had from elsewhere: \((own + files).unique.joined(separator: ", "))"
      ]
    }
    return [
      "everything was there, and nothing has to be downloaded: sets are rendered, networks trained"
    ]
  }

  /// What shows that results are what they should be.
  var verification: [String] {
    [
      "`iir diff \(table.spec.shellWord)` compares every value, and that of every query, with accepted ones",
      "`iir doctor` checks on a machine that its kernels compute right",
    ]
  }

  private static func points(_ fraction: Double) -> String {
    abs(fraction) >= 1 ? "–" : Rounded.points(fraction)
  }

  private static func percent(_ fraction: Double) -> String {
    let text = Rounded.hundredths(fraction * 100)
    return text.hasSuffix(".00") ? String(text.dropLast(3)) : text
  }

  private static func duration(_ seconds: Double) -> String {
    seconds < 60
      ? "\(Rounded.hundredths(seconds)) s"
      : seconds < 7200
        ? String(format: "%.1f min", seconds / 60) : String(format: "%.1f h", seconds / 3600)
  }
}
