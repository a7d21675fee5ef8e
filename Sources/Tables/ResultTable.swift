public import Records
public import Specs

/// A table as a value: what the renderers write, with nothing rounded yet.
public struct ResultTable: Sendable, Hashable {
  /// The name of the table's files.
  public let name: String

  /// The heading.
  public let title: String

  /// The headings of the swept fields, such as "pooling".
  public let axes: [String]

  /// The row whose values the others' differences are from; nil for none.
  public let reference: String?

  /// The columns of values: for each dataset, each metric.
  public let columns: [Column]

  /// The rows, in the order of the experiment.
  public let rows: [Row]

  /// What tells values from the best of their column; nil where none were compared.
  public let separability: Separability?

  /// The claims and their verdicts.
  public let claims: [Claim]

  /// What a selection says of the settings that its rows vary; nil for a report.
  public let selection: SelectionOutcome?

  /// How the places of positives depend on covariates; none for a spec without covariates.
  public let covariates: [CovariateOutcome]

  /// The claims at every combination of settings; nil but for a specification curve.
  public let curve: Curve?

  /// The file of the figure of values beside the table; nil for none.
  public let figureFile: String?

  /// The first images that rows find for some queries; nil for none.
  public let firstImages: FirstImages?

  /// Published results: those that stand beside values of rows first, then those that were obtained in other ways.
  public let literature: [Literature]

  /// What a reader must know beside the values.
  public let footnotes: [Footnote]

  package init(
    name: String, title: String, axes: [String], reference: String? = nil, columns: [Column],
    rows: [Row],
    separability: Separability? = nil, claims: [Claim],
    selection: SelectionOutcome? = nil, covariates: [CovariateOutcome] = [], curve: Curve? = nil,
    figureFile: String? = nil, firstImages: FirstImages? = nil, literature: [Literature] = [],
    footnotes: [Footnote]
  ) {
    self.name = name
    self.title = title
    self.axes = axes
    self.reference = reference
    self.columns = columns
    self.rows = rows
    self.separability = separability
    self.claims = claims
    self.selection = selection
    self.covariates = covariates
    self.curve = curve
    self.figureFile = figureFile
    self.firstImages = firstImages
    self.literature = literature
    self.footnotes = footnotes
  }

  /// What a specification curve shows.
  public struct Curve: Sendable, Hashable {
    /// The claims.
    public let claims: [SpecificationClaim]

    /// What became of each.
    public let outcomes: [SpecificationOutcome]

    /// What each field is called in headings.
    public let headings: [String: String]

    /// The file of the figure.
    public let figureFile: String

    /// What the figure shows, for those who cannot see it.
    public let alternative: String
  }

  /// One column of values.
  public struct Column: Sendable, Hashable {
    /// The evaluation set.
    public let dataset: String

    /// The metric.
    public let metric: String

    /// The metric in words: of strata with the name of their label.
    public let heading: String
  }

  /// Columns of one set that stand beside each other.
  public struct ColumnGroup: Sendable, Hashable {
    /// The evaluation set.
    public let dataset: String

    /// The places of the columns in the table.
    public let places: Range<Int>
  }

  /// The columns in groups, in order: each as many neighbours of one set as there are.
  public var columnGroups: [ColumnGroup] {
    var groups: [ColumnGroup] = []
    for (place, column) in columns.enumerated() {
      let last = groups.last.flatMap { $0.dataset == column.dataset ? groups.popLast() : nil }
      groups.append(
        ColumnGroup(
          dataset: column.dataset, places: (last?.places.lowerBound ?? place)..<(place + 1)))
    }
    return groups
  }

  /// One row.
  public struct Row: Sendable, Hashable {
    /// The full name.
    public let name: String

    /// What the row shows.
    public let label: String

    /// The swept values, one for each of the table's `axes`.
    public let axisValues: [String]

    /// The values, one a column.
    public let cells: [Cell]
  }

  /// One value.
  public struct Cell: Sendable, Hashable {
    /// Whether the weights and the images were there.
    public let isAvailable: Bool

    /// The mean over seeds as a fraction, or nil when it was not measured.
    public let mean: Double?

    /// The sample standard deviation over seeds as a fraction, or nil for fewer than two seeds.
    public let deviation: Double?

    /// The number of seeds.
    public let seeds: Int

    /// The value that a publication gives, as a fraction, or nil.
    public let published: Double?

    /// Whether no row has a higher mean in the column.
    public let isBest: Bool

    /// The mean minus that of the row of reference, as a fraction; nil where it has none.
    public let difference: Double?

    /// The groups of the column's rows to which it belongs, from 0.
    ///
    /// Rows that share one cannot be told apart. Empty where nothing was compared.
    public let groups: [Int]
  }

  /// One published result; nothing of it was computed here.
  public struct Literature: Sendable, Hashable {
    /// What was evaluated.
    public let label: String

    /// How it was evaluated and by whom, as far as the source says; nil in results of earlier versions.
    public let setting: String?

    /// The full name of the row that it was compared with; nil for none.
    public let row: String?

    /// The fields in which it differs from that row, in words; none where the values stand beside those of the row.
    public let differences: [String]

    /// Where the values were read.
    public let citation: String

    /// The values; at least one.
    public let values: [LiteratureValue]

    /// Whether the values stand beside those of the row.
    public var isBeside: Bool { row != nil && differences.isEmpty }
  }

  /// One published value.
  public struct LiteratureValue: Sendable, Hashable {
    /// The evaluation set.
    public let dataset: String

    /// The metric: its heading where the table has it, else its name.
    public let metric: String

    /// The value as a fraction.
    public let value: Double

    /// The mean of the row that it was compared with, as a fraction; nil where the table has none.
    public let measured: Double?
  }

  /// One claim with its verdict on each dataset.
  public struct Claim: Sendable, Hashable {
    /// The short name.
    public let name: String

    /// The statement in words.
    public let statement: String

    /// What the verdicts are about, in words; nil unless stated.
    public let scope: String?

    /// Where the statement comes from.
    public let source: String

    /// The full name of the row that should have the higher value.
    public let better: String

    /// The full name of the row that should have the lower value.
    public let worse: String

    /// The metric.
    public let metric: String

    /// The verdicts, one a dataset whose rows are available.
    public let verdicts: [Verdict]

    /// The optional sets that are not there and alone would have the metric.
    public var absentDatasets: [String] = []
  }

  /// The verdict of a claim on one dataset; differences are fractions.
  public struct Verdict: Sendable, Hashable {
    /// The evaluation set.
    public let dataset: String

    /// "HOLDS", "FAILS" or "INCONCLUSIVE".
    public let word: String

    /// The mean difference.
    public let difference: Double

    /// The lower end of the interval.
    public let lower: Double

    /// The upper end of the interval.
    public let upper: Double

    /// The share of resamples within the interval.
    public let confidence: Double

    /// The number of queries compared.
    public let queries: Int

    /// The difference with each seed.
    public let seedDifferences: [Double]

    /// The label and the difference of each stratum, the largest first; empty where no label makes the
    /// clusters.
    public let strata: [Stratum]
  }

  /// The difference of a verdict in one stratum.
  public struct Stratum: Sendable, Hashable {
    /// The label.
    public let name: String

    /// The mean difference as a fraction.
    public let difference: Double
  }
}
