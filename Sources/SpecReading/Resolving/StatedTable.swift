import JSON
import Specs

/// A table as a spec states it; what needs more of the spec to be understood is kept as it is written.
struct StatedTable: NamedObject {
  private var version: JSONNode?
  private var extends: JSONNode?
  private var schema: JSONNode?
  var name: String?
  var title = ""
  var seedStudyOf: String?
  var purpose = Purpose.report
  var datasets: JSONNode?
  var optionalDatasets: JSONNode?
  var metrics: [MetricName] = []
  var selects: JSONNode?
  var strata: String?
  var seeds: [UInt64] = [0]
  var world = WorldSettings()
  var statistics = StatisticsSettings()
  var onDamaged = DamagedImagePolicy.fail
  var allowLeak = false
  var instanceNames = InstanceNames.perSet
  var covariates: [CovariateSettings] = []
  var figure: FigureSettings?
  var differencesFrom: JSONNode?
  var firstImages: FirstImagesSettings?
  var descriptor: JSONNode?
  var search: JSONNode?
  var matrix: JSONNode?
  var exclude: JSONNode?
  var factors: JSONNode?
  var rows: JSONNode?
  var claims: JSONNode?
  var assumptions: JSONNode?
  private var addedRows: JSONNode?
  private var addedClaims: JSONNode?
  private var addedAssumptions: JSONNode?
  var literature: JSONNode?
  private var addedLiterature: JSONNode?

  static let formName = "table"
  static let meaning =
    "A table: which networks, described and searched how, are compared on which sets."
  static let fields: [Field<Self>] = heading + columns + computation + body + statements

  private static let heading: [Field<Self>] = [
    .version(\.version), .extends(\.extends),
    Field(
      "name", \.name, FieldType.plainName.optional,
      meaning:
        "The name of the results' files; that of the spec file, without \".json\", unless stated. "
        + "It is never taken from a base."),
    Field("title", \.title, .text, .mandatory, meaning: "The heading of the table."),
    Field(
      "seedStudyOf", \.seedStudyOf, FieldType.plainName.optional,
      meaning: "The table that this run measures the deviation over seeds for."),
    Field(
      "purpose", \.purpose, .name, standard: { .string($0.purpose.rawValue) },
      read: { reader, table in
        guard let node = reader.value("purpose") else { return }
        // After a misspelt name, what only a selection has tells what was meant.
        table.purpose =
          reader.log.name(node) ?? (reader.isStated("selects") ? .selection : .report)
      },
      meaning:
        "\"selection\" for a table that settings of recipes are chosen by. It changes no number, "
        + "only which sets are accepted, so it is not in the hash of the spec. \"specification-curve\" "
        + "for one whose claims are judged at every combination of swept values, sets, metrics and seeds."
    ),
  ]

  private static let columns: [Field<Self>] = [
    Field(
      "datasets", \.datasets,
      .later(.list(DatasetName.evaluationForm, count: 1...Int.max, isDistinct: true)), .mandatory,
      meaning: "The evaluation sets, in the order of the table's columns. A report has none of the "
        + "validation sets, and a selection only those, and folders of your own."),
    Field(
      "optionalDatasets", \.optionalDatasets,
      .later(.list(DatasetName.evaluationForm, count: 0...Int.max, isDistinct: true)),
      meaning:
        "Sets of your own that the table shows as further columns where they are there, of a "
        + "folder those of the ground truths that it holds. Where one is not, a note under the "
        + "table says so, and nothing else changes: it is no missing input, and the spec's hash "
        + "is the same."),
    Field(
      "metrics", \.metrics, .distinctList(of: .metric), .mandatory,
      meaning:
        "The metrics, in the order of the table's columns; each set gets the columns that its "
        + "ground truth has. recall@k is the share of queries with a positive among the first k "
        + "images, and mAP@k that of Google Landmarks, a finite sum."),
    Field(
      "selects", \.selects, .later(.anyOf([MetricName.form, .constant(.null)])),
      read: { reader, table in
        table.selects = reader.value("selects", isRequired: table.purpose == .selection)
      }, meaning: "The metric that a selection chooses by; it must have one, and a report has none."
    ),
    Field(
      "strata", \.strata, FieldType.text.optional,
      meaning: "The label that divides the images of each set, such as \"category\": a column of a "
        + "manifest.csv, or of a labels.csv (path and labels) beside a ground truth. Metrics "
        + "may then be \"medium.within.mAP\" and its like, with the database cut to the query's "
        + "own label, and \"strata.mP@10\", the share of the query's label among the first ten "
        + "images of other objects."),
  ]

  private static let computation: [Field<Self>] = [
    Field(
      "seeds", \.seeds, .distinctList(of: .seed), standard: { _ in [0] },
      meaning: "The seeds of training, one run of the table for each."),
    Field("world", \.world, .object, meaning: "The world behind the mini data sets."),
    Field("statistics", \.statistics, .object, meaning: "How claims are judged."),
    Field(
      "onDamaged", \.onDamaged, .name, standard: { .string($0.onDamaged.rawValue) },
      meaning: "What becomes of database images that cannot be decoded: they end the run; they are "
        + "skipped, never found, and named under the table; or, of damaged JPEG files, the "
        + "pixels that the decoder makes up are accepted, and the files are named."),
    Field(
      "allowLeak", \.allowLeak, .flag, standard: { .bool($0.allowLeak) },
      meaning: "Whether whitening and training may see images that are evaluated, which a footnote "
        + "then counts; else it is an error, whatever the names of the files. It changes no "
        + "number, only what is refused, so it is not in the hash of the spec."),
    Field(
      "instanceNames", \.instanceNames, .name, standard: { .string($0.instanceNames.rawValue) },
      meaning:
        "Whether objects of one name in two sets are the same object: under \"per-set\" they "
        + "are told of under the table, for \"1\" may be anything; \"shared\" is for parts of one "
        + "collection, where fitting on them is a leak."),
    Field(
      "covariates", \.covariates, .distinctList(of: .object), standard: { _ in [] },
      meaning:
        "What may decide whether a positive is found, of each pair of a query and a positive: "
        + "the result tells how the place of positives depends on each in every row, and which two act "
        + "together. Pairs are those of the medium setting, or of the classic or manifest ground truth."
    ),
    Field(
      "figure", \.figure, FieldType<FigureSettings>.object.optional,
      meaning: "A figure beside the table, as SVG."),
    Field(
      "differencesFrom", \.differencesFrom, .later(.plainName),
      meaning:
        "The name of the row from which the others' differences stand beside their values: under the "
        + "same swept values, or the only row of that name."),
    Field(
      "firstImages", \.firstImages, FieldType<FirstImagesSettings>.object.optional,
      meaning: "The first images that rows find for some queries, a PNG file each beside the table."
    ),
  ]

  private static let body: [Field<Self>] = [
    Field(
      "descriptor", \.descriptor, .later(DescriptorSettings.partForm),
      meaning: "How images become descriptors, as far as rows and the matrix do not state it."),
    Field(
      "search", \.search, .later(SearchSettings.partForm),
      meaning:
        "What happens between descriptors and rankings, as far as rows and the matrix do not state "
        + "it."),
    Field(
      "matrix", \.matrix, .later(MatrixAxis.form),
      meaning: "The fields that are swept, by their paths, and the values of each: every row is "
        + "computed under every combination. A path begins with descriptor, search, world or model, which is "
        + "the row's recipe. Values are called as they are written, and whole objects by their kind and "
        + "what tells them apart. Cells of one row that come to the same settings are one."),
    Field(
      "exclude", \.exclude, .later(Exclusion.form),
      meaning: "The cells that are left out: those that have all that an entry states, "
        + "{\"row\": \"random\", \"descriptor.pooling\": \"mac\"}."),
    Field(
      "factors", \.factors, .later(Factor.form),
      meaning:
        "What rows choose from in training: factors, the levels of each, and what each level "
        + "changes in \"training\" of a recipe; {} for a level that changes nothing."),
    Field(
      "rows", \.rows, .later(rowsForm), .mandatory,
      meaning: "The rows: networks, and references that need no learning."),
    .added("rows", \.addedRows, rowsForm, meaning: "Rows behind those of the base."),
  ]

  private static let rowsForm = FieldForm.list(
    .anyOf([.object(RowStatement.form), .object(ReferenceStatement.form)]), count: 1...Int.max,
    isDistinct: false)

  private static let literatureForm = FieldForm.list(
    LiteratureStatement.elementForm, count: 0...Int.max, isDistinct: false)

  private static let statements: [Field<Self>] = [
    Field(
      "claims", \.claims, .later(.list(of: ClaimStatement.form)), meaning: "The statements to test."
    ),
    Field(
      "assumptions", \.assumptions, .later(.list(of: Assumption.form)),
      meaning: "The settings that the reproduced paper does not give."),
    .added(
      "claims", \.addedClaims, .list(of: ClaimStatement.form),
      meaning: "Statements behind those of the base."),
    .added(
      "assumptions", \.addedAssumptions, .list(of: Assumption.form),
      meaning: "Settings behind those of the base."),
    Field(
      "literature", \.literature, .later(literatureForm),
      meaning:
        "Published results, by their ids in the ledger: they stand beside the values of rows where every "
        + "field of the protocol agrees, else below the table. They change no number, so they are not in the "
        + "hash of the spec."),
    .added(
      "literature", \.addedLiterature, literatureForm,
      meaning: "Published results behind those of the base."),
    .schema(\.schema),
  ]
}

extension FieldForm {
  /// A list of objects.
  static func list(of element: ObjectForm) -> FieldForm {
    .list(.object(element), count: 0...Int.max, isDistinct: false)
  }
}

extension Field {
  /// The version, which is looked at before anything else is read.
  static func version(_ path: any WritableKeyPath<Object, JSONNode?> & Sendable) -> Field {
    Field(
      "version", path, .later(.constant(.integer(ResolvedExperiment.schemaVersion))), .mandatory,
      read: { reader, _ in _ = reader.value("version") }, meaning: "The version of the format.")
  }

  /// What is put behind a list of the base, which is done before anything else is read.
  fileprivate static func added(
    _ list: String, _ path: any WritableKeyPath<Object, JSONNode?> & Sendable, _ form: FieldForm,
    meaning: String
  ) -> Field {
    Field(
      "\(list)+", path, .later(form), read: { reader, _ in _ = reader.value("\(list)+") },
      meaning: meaning)
  }

  /// The base, which is merged before anything else is read.
  static func extends(_ path: any WritableKeyPath<Object, JSONNode?> & Sendable) -> Field {
    Field(
      "extends", path, .later(.text),
      meaning:
        "The file that this one starts from, as a path from its own folder or from the root of "
        + "the specs. What is stated here replaces what stands there: objects are merged field by field, "
        + "everything else is replaced, and null takes a field away.")
  }

  /// The schema, which editors read.
  static func schema(_ path: any WritableKeyPath<Object, JSONNode?> & Sendable) -> Field {
    Field(
      "$schema", path, FieldType<String>.text.map { _ in JSONNode??.none },
      meaning:
        "The JSON Schema that editors complete from, as `iir schema` prints it; it has no effect "
        + "here.")
  }
}
