public import Foundation
import JSON
public import Specs

/// Everything that one run of a table found out: the document `Results/<table>.json`.
public struct ExperimentResult: Sendable, Hashable, Codable {
  /// How the document is read.
  public static let format = RecordFormat(
    version: 5, advice: "run the table again to write it anew")

  /// The version of the schema that the document follows.
  public let version: Int

  /// What was run, every default written out.
  public internal(set) var experiment: ResolvedExperiment

  /// What each dataset held when it was read, in the order of the experiment's datasets; those of several
  /// worlds one behind the other.
  public internal(set) var datasets: [DatasetRecord]

  /// The values of each row on each dataset, rows in the experiment's order.
  public internal(set) var records: [ResultRecord]

  /// The verdict of each claim on each dataset whose rows are there.
  public internal(set) var claims: [ClaimOutcome]

  /// What a selection says of the settings that its rows vary; nil for a report.
  public let selection: SelectionOutcome?

  /// Which rows can be told from the best of each column; nil where no two rows have values of queries.
  public internal(set) var separability: Separability?

  /// How the places of positives depend on covariates, in each row on each set; nil where the spec names none.
  public internal(set) var covariates: [CovariateOutcome]?

  /// The claims of a specification curve; nil for another table.
  public let specification: [SpecificationOutcome]?

  /// The points of the figure; nil for a table without one.
  public internal(set) var figure: [ValueInterval]?

  /// The first images that rows find for some queries; nil for a table that shows none, or where
  /// nothing of them is there.
  public internal(set) var firstImages: FirstImages?

  /// What the table asks for and is not on this computer; nil when nothing is missing.
  public internal(set) var missing: [MissingInput]?

  /// Where something was fitted on images that are evaluated; nil when nowhere.
  public internal(set) var leaks: [LeakRecord]?

  /// Where objects of what something was fitted on and of what is evaluated have equal names only; nil
  /// when nowhere.
  public internal(set) var sharedNames: [SharedNames]?

  /// What the run read and made that is the same bytes on every machine, what others are made from
  /// first; nothing of rows that are not exact.
  public internal(set) var fingerprints: [Fingerprint]

  /// Where and how the run was made.
  public let provenance: Provenance

  /// Creates a result of the current version.
  public init(
    experiment: ResolvedExperiment, datasets: [DatasetRecord], records: [ResultRecord],
    claims: [ClaimOutcome], covariates: [CovariateOutcome]? = nil,
    specification: [SpecificationOutcome]? = nil, figure: [ValueInterval]? = nil,
    firstImages: FirstImages? = nil,
    missing: [MissingInput] = [], leaks: [LeakRecord] = [],
    sharedNames: [SharedNames] = [],
    fingerprints: [Fingerprint] = [], provenance: Provenance
  ) {
    version = Self.format.version
    self.experiment = experiment
    self.datasets = datasets
    self.records = records
    self.claims = claims
    self.covariates = covariates
    self.specification = specification
    self.figure = figure
    self.firstImages = firstImages
    selection = SelectionOutcome(experiment, records)
    separability = Separability(experiment, datasets, records)
    self.missing = missing.isEmpty ? nil : missing
    self.leaks = leaks.isEmpty ? nil : leaks
    self.sharedNames = sharedNames.isEmpty ? nil : sharedNames
    self.fingerprints = fingerprints
    self.provenance = provenance
  }

  /// Returns the record of one row on one dataset, or nil when there is none.
  public func record(row: String, dataset: DatasetName) -> ResultRecord? {
    records.first { $0.row == row && $0.dataset == dataset }
  }

  /// Returns the document's bytes.
  public func encoded() throws -> Data {
    try CanonicalEncoding.data(of: self)
  }

  /// Reads a document that `encoded()` wrote.
  ///
  /// - Parameters:
  ///   - data: the file's bytes.
  ///   - path: the file, for the error.
  /// - Throws: `RecordError` when the bytes are no result, or one of another version.
  public init(_ data: Data, path: String) throws(RecordError) {
    self = try Self.format.read(Self.self, from: data, path: path)
  }
}

/// What a dataset held when it was read.
public struct DatasetRecord: Sendable, Hashable, Codable {
  /// The evaluation set.
  public let dataset: DatasetName

  /// Its world, where the set is another than in the table's; nil for the table's.
  public let world: WorldSettings?

  /// The number of queries.
  public let queries: Int

  /// The number of database images.
  public let images: Int

  /// The images that were left out because they are known to be damaged.
  public let skippedImages: [String]

  /// The images whose pixels a decoder made up in part, as the spec accepts; nil when there are none.
  public let acceptedImages: [String]?

  /// The pictures that were passed over because their kinds are not read, by kind; nil for none.
  public let passedOver: [String: Int]?

  /// The images whose files state an orientation that was not applied; nil for none.
  public let orientedCount: Int?

  /// The queries without positives by ground truth ("hard"), left out of its means.
  public let droppedQueries: [String: [String]]

  /// The number of the landmark that each query shows, by the query's name.
  ///
  /// Queries of one landmark share their positives, so statistics resample them together.
  public let queryClusters: [String: Int]

  /// The value of the label that statistics take as clusters, by the query's name; nil where they take
  /// landmarks.
  public let queryStrata: [String: String]?

  /// What speaks against the names of its images, or was left out of it, a clause each; nil where
  /// there is nothing to say.
  public let notes: [String]?

  /// Creates a record.
  public init(
    dataset: DatasetName, world: WorldSettings? = nil, queries: Int, images: Int,
    skippedImages: [String] = [],
    acceptedImages: [String] = [], passedOver: [String: Int] = [:], orientedCount: Int = 0,
    droppedQueries: [String: [String]] = [:], queryClusters: [String: Int] = [:],
    queryStrata: [String: String]? = nil, notes: [String] = []
  ) {
    self.dataset = dataset
    self.world = world
    self.queries = queries
    self.images = images
    self.skippedImages = skippedImages
    self.acceptedImages = acceptedImages.isEmpty ? nil : acceptedImages
    self.passedOver = passedOver.isEmpty ? nil : passedOver
    self.orientedCount = orientedCount == 0 ? nil : orientedCount
    self.droppedQueries = droppedQueries
    self.queryClusters = queryClusters
    self.queryStrata = queryStrata
    self.notes = notes.isEmpty ? nil : notes
  }
}
