import Arrays
import Evaluation
import Images
import Records
package import Specs

/// What a reader must know beside the values of a table: one sentence or two, without marks.
public struct Footnote: Sendable, Hashable {
  /// What it is about.
  public let subject: Subject

  /// The text.
  public let text: String

  /// What a note is about.
  public enum Subject: Sendable, Hashable {
    /// How the table was made.
    case table

    /// A row that no network stands behind, by its full name; the text goes on after the name.
    case reference(String)

    /// A setting that the reproduced paper does not give.
    case assumption
  }

  /// Creates a note.
  package init(_ text: String, on subject: Subject = .table) {
    self.subject = subject
    self.text = text
  }

  /// The text as a line of its own.
  public var line: String {
    if case .reference(let row) = subject { "\(row): \(text)" } else { text }
  }
}

/// The notes of a table, in their order.
package struct Footnotes {
  let notes: [Footnote]

  init(of result: ExperimentResult) {
    let experiment = result.experiment
    func lines(_ texts: [String]) -> [Footnote] { texts.map { Footnote($0) } }
    notes =
      lines(
        Self.seeds(of: experiment) + experiment.models.map { Self.budget(of: $0, in: experiment) })
      + Self.references(of: experiment)
      + lines(Self.readings(of: result))
      + experiment.assumptions.map { assumption in
        let values = experiment.assumedValues(of: assumption.field).map { " (\($0))" } ?? ""
        return Footnote(
          "Assumption, \(assumption.field)\(values): \(assumption.reason).", on: .assumption)
      }
      + lines(
        experiment.published.filter { experiment.datasets.contains($0.dataset) }.map {
          "Published value of \($0.row) on \($0.dataset.rawValue), \($0.metric): \($0.citation)."
        })
  }

  /// Returns how the sets, the columns and the rows of networks are to be read.
  private static func readings(of result: ExperimentResult) -> [String] {
    let experiment = result.experiment
    return worlds(of: experiment)
      + result.datasets.flatMap { record in
        sizes(of: record, experiment.name(of: record.dataset, in: record.world))
      }
      + measures(of: experiment.metrics)
      + (result.separability.map(separability) ?? [])
      + strata(of: experiment)
      + (result.leaks ?? []).map { leak($0, of: experiment) }
      + (result.sharedNames ?? []).map { sharedNames($0, of: experiment) }
      + presets(of: experiment)
      + roundings(of: experiment)
      + searches(of: experiment)
      + precisions(of: experiment)
      + (result.missing ?? []).map { "Not available: \($0.name). \($0.advice)" }
      + absence(of: experiment.absentDatasets)
  }

  /// Returns how rows were told apart, and what such comparisons can find.
  private static func separability(_ found: Separability) -> [String] {
    let percent = Rounded.hundredths(100 * found.significance).replacing(".00", with: "")
    let differences = found.columns.map { column in
      "\(column.dataset.rawValue) \(column.metric) "
        + (column.detectable.map(Rounded.percent) ?? "none")
    }
    let meaning =
      found.hasAllGroups
      ? "Letters: two rows of a column share one where their difference is within chance"
      : "\(GroupLetters.superscript([0])): the difference from the best of the column is within chance"
    return [
      "\(meaning), by a randomisation test over queries, those of one landmark together, that keeps the chance of "
        + "telling apart any two rows that are alike at \(percent) % over all \(found.comparisons) pairs of the table"
        + (found.optionalComparisons.map { ", and over the \($0) of optional sets by themselves" }
          ?? "")
        + ". Claims say what other seeds and labels would show.",
      "The smallest differences from the best row that such comparisons would find with a power of "
        + "\(Int(100 * Separability.power)) %, in points: \(differences.joined(separator: ", ")).",
    ]
  }

  /// Returns which optional sets are not there.
  private static func absence(of sets: [DatasetName]) -> [String] {
    guard !sets.isEmpty else { return [] }
    let names = sets.map(\.rawValue).joined(separator: ", ")
    let clause =
      sets.count == 1
      ? "is not there: its columns are left out" : "are not there: their columns are left out"
    return ["\(names) \(clause) (\"optionalDatasets\" in the spec)."]
  }

  private static func leak(_ record: LeakRecord, of experiment: ResolvedExperiment) -> String {
    "Leak, which the spec allows: \(record.purpose) saw \(record.images) images of "
      + "\(experiment.name(of: record.source, in: record.world)) that are evaluated in "
      + "\(experiment.name(of: record.dataset, in: record.world)), and \(record.instances) objects "
      + "that both name."
  }

  private static func sharedNames(
    _ record: SharedNames, of experiment: ResolvedExperiment
  ) -> String {
    let source = experiment.name(of: record.source, in: record.world)
    let dataset = experiment.name(of: record.dataset, in: record.world)
    let more = record.count > record.examples.count ? ", …" : ""
    return
      "Equal names: \(record.count) objects of \(source), which \(record.purpose) saw, and "
      + "of \(dataset) have the same names (\(record.examples.joined(separator: ", "))\(more)), "
      + "but no image is in both. If they are the same objects, answers leak."
  }

  private static func seeds(of experiment: ResolvedExperiment) -> [String] {
    let drawn = experiment.models.contains {
      if case .random = $0.initialWeights { true } else { false }
    }
    let isTrained = experiment.models.contains { $0.training != nil }
    guard isTrained || drawn || experiment.seeds.count > 1 else { return [] }
    let what = isTrained ? "training" : drawn ? "random weights" : "networks that use none"
    let list = experiment.seeds.map(String.init).joined(separator: ", ")
    return [
      experiment.seeds.count == 1
        ? "One seed of \(what): \(list)."
        : "Means and sample standard deviations over \(experiment.seeds.count) seeds of \(what): "
          + "\(list)."
    ]
  }

  /// Returns what measures are that other projects define otherwise.
  private static func measures(of metrics: [MetricName]) -> [String] {
    func has(_ isMeant: (Measure) -> Bool) -> Bool { metrics.contains { isMeant($0.measure) } }
    var lines: [String] = []
    if has({ if case .recall = $0 { true } else { false } }) {
      lines.append(
        "recall@k: the share of queries with a positive among the first k images, as in metric learning."
      )
    }
    if has({ if case .truncatedAveragePrecision = $0 { true } else { false } }) {
      lines.append(
        "mAP@k: the finite sum of precisions at the positives among the first k images, over the smaller of "
          + "k and their number (Weyand et al. 2020); it is no part of mAP, which takes trapezoids."
      )
    }
    for measure in metrics.map(\.measure).unique where !measure.isExplained {
      lines.append("\(measure.meanName): \(measure.definition) (\(measure.source)).")
    }
    for reading in PlaceReading.allCases where metrics.contains(where: { $0.reading == reading }) {
      lines.append("\(reading.rawValue): \(reading.definition).")
    }
    return lines
  }

  /// Returns what a label divides, and what intervals over it mean.
  private static func strata(of experiment: ResolvedExperiment) -> [String] {
    var lines: [String] = []
    if let label = experiment.strata {
      if experiment.metrics.contains(where: \.isWithinStratum) {
        lines.append("Within \(label): the database is cut to images of the query's own \(label).")
      }
      let measures = experiment.metrics.filter { $0.groundTruth == .strata }.map(\.measure)
      if measures.contains(where: \.isPrecision) {
        lines.append(
          "\(label) mP@k: the share of the query's \(label) among the first k images of other objects."
        )
      }
      if measures.contains(where: { !$0.isPrecision }) {
        lines.append(
          "\(label) recall@k and mAP@k: images of the query's \(label) are positives, and those of its "
            + "own object do not count.")
      }
    }
    if let label = experiment.statistics.clusters, !experiment.claims.isEmpty {
      lines.append(
        "Intervals of claims: t-intervals with each \(label) as a cluster, over seeds where there are "
          + "several, so that they speak for others than were drawn.")
    }
    return lines
  }

  /// Returns in what the worlds of rows differ from the table's, where any has its own.
  private static func worlds(of experiment: ResolvedExperiment) -> [String] {
    let own = experiment.worlds.compactMap { world in
      experiment.differenceInWords(of: world).map { words -> String in
        let names = experiment.rows.filter { experiment.world(of: $0) == world }.map(\.name)
        return "World of \(names.joined(separator: ", ")): \(words)."
      }
    }
    guard experiment.columnSets.count > experiment.datasets.count else { return own }
    return own + ["Worlds have other images and queries; bold is the best of each."]
  }

  /// Returns what each row is that no network stands behind.
  private static func references(of experiment: ResolvedExperiment) -> [Footnote] {
    experiment.rows.compactMap { row in
      row.reference.map { reference in
        let words =
          switch reference {
          case .chance: "the expected value of a random order, in closed form"
          case .strataOracle:
            "the expected value, in closed form, of an order in which all images of the query's "
              + "own \(experiment.strata ?? "stratum") come first, and that is random otherwise"
          case .pixels:
            "no network; images warped to 8×8 pixels, less the mean of each channel, crop "
              + row.descriptor.crop.rawValue
          }
        return Footnote("\(words); a reference, and never bold.", on: .reference(row.name))
      }
    }
  }

  /// Returns what each preset came to, with the fields that the spec states beside it, and its rows.
  private static func presets(of experiment: ResolvedExperiment) -> [String] {
    ProtocolPreset.allCases.flatMap { preset in
      let rows = experiment.rows.filter { $0.descriptor.preset == preset }
      let words = Set(rows.map(\.descriptor.words)).sorted()
      return words.map { words in
        let names = rows.filter { $0.descriptor.words == words }.map(\.name)
        return "Preset \(preset.rawValue) made \(names.joined(separator: ", ")): \(words)."
      }
    }
  }

  /// Returns which rows were computed from rounded descriptors.
  private static func roundings(of experiment: ResolvedExperiment) -> [String] {
    let names = experiment.rows.filter { $0.descriptor.storage == .float16 }.map(\.name)
    return names.isEmpty
      ? [] : ["Descriptors rounded to 16 bits (storage f16): \(names.joined(separator: ", "))."]
  }

  /// Returns which values are not the same bits on another machine.
  private static func precisions(of experiment: ResolvedExperiment) -> [String] {
    let names = experiment.rows.filter { !$0.isExact }.map(\.name)
    return names.isEmpty
      ? []
      : [
        "Precision: bfloat16 in \(names.joined(separator: ", ")); the last bits are this machine's."
      ]
  }

  /// Returns what each search other than the plain one is.
  private static func searches(of experiment: ResolvedExperiment) -> [String] {
    Set(experiment.rows.map(\.search).filter { $0 != .plain }.map(\.words)).sorted()
      .map { "Search: \($0)." }
  }

  package static func budget(of recipe: ModelRecipe, in experiment: ResolvedExperiment) -> String {
    let start =
      switch recipe.initialWeights {
      case .random: "from random weights"
      case .recipe(let name): "from \(name)"
      case .file(let settings): "from the file \(settings.file)"
      }
    let network = recipe.architecture.label
    guard let training = recipe.training else {
      let ending = if case .file = recipe.initialWeights { "as it is" } else { "not trained" }
      return "\(recipe.name): \(network), \(start), \(ending)."
    }
    let total = experiment.chain(of: recipe.name).compactMap { $0.training?.views }.reduce(0, +)
    let sum = total == training.views ? "" : " (\(total) views with what it starts from)"
    return "\(recipe.name): \(network), \(start), \(objective(of: training)) on "
      + "\(training.dataset.rawValue), \(training.views) views in \(training.steps) steps of "
      + "\(training.viewsPerStep)\(sum)\(changes(in: recipe))."
  }

  /// Returns how a row's recipe differs from the file's that it comes from, as a clause.
  private static func changes(in recipe: ModelRecipe) -> String {
    guard let variant = recipe.variant else { return "" }
    let list = variant.changes.sorted { $0.key < $1.key }
      .map { "\($0.key.trimmingPrefix("training.")) \($0.value)" }.joined(separator: ", ")
    return "; \(variant.of) with \(list)"
  }

  private static func objective(of training: TrainingSettings) -> String {
    switch training.objective {
    case .crossEntropy(let settings): "cross-entropy over the label \(settings.label.rawValue)"
    case .contrastive(let settings): "NT-Xent at temperature \(settings.temperature)"
    case .momentumContrast(let settings):
      "momentum contrast at temperature \(settings.temperature) with a queue of "
        + "\(settings.queueLength) keys, momentum \(settings.momentum)"
    case .averagePrecision(let settings): "listwise AP loss with \(settings.bins) bins"
    case .supCon(let settings):
      "SupCon at temperature \(settings.temperature) over the label \(settings.label.rawValue)"
    case .arcFace(let settings):
      "ArcFace of margin \(settings.margin) over the label \(settings.label.rawValue)"
    case .cosFace(let settings):
      "CosFace of margin \(settings.margin) over the label \(settings.label.rawValue)"
    case .contrastivePair(let settings):
      "contrastive loss of pairs of margin \(settings.margin)\(mining(settings.mining))"
    case .triplet(let settings):
      "triplet loss of margin \(settings.margin)\(mining(settings.mining))"
    case .smoothAP(let settings): "smooth AP loss at temperature \(settings.temperature)"
    case .fastAP(let settings): "FastAP loss with \(settings.bins) bins"
    case .tieAwareAP(let settings): "tie-aware AP loss with \(settings.bins) bins"
    case .roadmap(let settings): "ROADMAP loss of calibration \(settings.calibration)"
    }
  }

  /// Returns how negatives are mined, as a clause; nothing where they are not.
  private static func mining(_ settings: MiningSettings?) -> String {
    guard let settings else { return "" }
    return " with \(settings.negatives) negatives mined among \(settings.pool) images every "
      + "\(settings.steps) steps"
  }

  private static func sizes(of record: DatasetRecord, _ name: String) -> [String] {
    var lines = ["\(name): \(record.queries) queries, \(record.images) database images."]
    for truth in record.droppedQueries.keys.sorted() {
      let names = record.droppedQueries[truth] ?? []
      if !names.isEmpty {
        lines.append(
          "\(name), \(truth): left out of the means for want of positives: "
            + "\(names.joined(separator: ", ")).")
      }
    }
    if !record.skippedImages.isEmpty {
      lines.append(
        "\(name): skipped as damaged: \(record.skippedImages.joined(separator: ", ")).")
    }
    return lines + images(of: record, name) + (record.notes ?? []).map { "\(name): \($0)." }
  }

  /// Returns what is to be known of the pictures of a set.
  private static func images(of record: DatasetRecord, _ name: String) -> [String] {
    var lines: [String] = []
    if let accepted = record.acceptedImages {
      lines.append(
        "\(name): damaged, and taken with the pixels that the decoder made up: "
          + "\(accepted.joined(separator: ", ")).")
    }
    if let counts = record.passedOver {
      let kinds = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      lines.append(
        "\(name): passed over, as pictures of these kinds are not read: "
          + kinds.map { "\($0.value) \($0.key)" }.joined(separator: ", ") + ".")
    }
    if let count = record.orientedCount {
      lines.append(
        "\(name): \(count) images state an orientation in EXIF; they were taken as stored, as boxes "
          + "count, where the descriptor does not apply it.")
    }
    return lines
  }
}

extension Measure {
  fileprivate var isPrecision: Bool { if case .precision = self { true } else { false } }
}

extension Measure {
  /// Whether no line of its own is needed: it is the protocol's own, or one line tells of every k.
  fileprivate var isExplained: Bool {
    switch self {
    case .averagePrecision, .precision, .recall, .truncatedAveragePrecision: true
    default: false
    }
  }
}
