public import Evaluation

/// The images and positives of one protocol of a dataset.
public struct RetrievalTask: Sendable, Equatable {
  /// The images that can be found, in the order of the ground truth's indices.
  public let database: [ImageRecord]

  /// The images to search with, in the order of the ground truth's queries, with their boxes.
  ///
  /// The instance of each is the landmark it shows, as far as the dataset tells.
  public let queries: [ImageRecord]

  /// The positives.
  public let groundTruth: GroundTruth

  /// Creates a task from records in the order of its ground truth.
  ///
  /// - Parameters:
  ///   - database: one record a database name.
  ///   - queries: one record a query.
  ///   - groundTruth: the positives.
  public init(database: [ImageRecord], queries: [ImageRecord], groundTruth: GroundTruth) {
    precondition(
      database.map(\.name) == groundTruth.databaseNames
        && queries.map(\.name) == groundTruth.queries.map(\.name),
      "expected records in the order of the ground truth's names")
    self.database = database
    self.queries = queries
    self.groundTruth = groundTruth
  }

  /// The landmark of each query as a number from 0, in order of first appearance.
  ///
  /// Queries of one landmark share their positives, so statistics resample them together.
  public var queryClusters: [Int] {
    var numberOfInstance: [String: Int] = [:]
    return queries.map { query in
      let instance = query.instance ?? query.name
      let number = numberOfInstance[instance] ?? numberOfInstance.count
      numberOfInstance[instance] = number
      return number
    }
  }

  /// Every image, queries first, each role in the order of names.
  public var listing: [ListedImage] {
    ListedImage.list(.query, queries) + ListedImage.list(.database, database)
  }
}

/// A dataset that asks for images of the same object: Oxford, Paris and their like, or your own.
public struct RetrievalDataset: Sendable, Equatable {
  /// The name, which is also the name of its folder.
  public let name: String

  /// Easy, hard and junk lists, with queries outside the database.
  public let revisited: RetrievalTask?

  /// Good, ok and junk lists, with queries inside the database.
  public let classic: RetrievalTask?

  /// Images that name their instance: those of a manifest, of one folder an instance, or of a
  /// benchmark whose file names tell.
  public let manifest: RetrievalTask?

  /// Names of images in the folder that are left out because they are known to be damaged.
  public let excludedNames: [String]

  /// Pictures in the folder that were passed over because their kinds are not read.
  public let passedOver: PassedOverPictures

  /// What the user should know of how the images and their parts were told, a sentence each without a
  /// full stop.
  public let notes: [String]

  /// Creates a dataset.
  ///
  /// - Parameters:
  ///   - name: the name of the dataset and its folder.
  ///   - revisited: the images and positives of the revisited protocol, if it has one.
  ///   - classic: those of the classic protocol, if it has one.
  ///   - manifest: those of images that name their instance, if it has such.
  ///   - excludedNames: names of images that are left out because they are damaged.
  ///   - passedOver: pictures that were passed over because their kinds are not read.
  ///   - notes: what the user should know of how the images and their parts were told.
  public init(
    name: String, revisited: RetrievalTask?, classic: RetrievalTask?,
    manifest: RetrievalTask? = nil, excludedNames: [String] = [],
    passedOver: PassedOverPictures = PassedOverPictures(), notes: [String] = []
  ) {
    self.name = name
    self.revisited = revisited
    self.classic = classic
    self.manifest = manifest
    self.excludedNames = excludedNames
    self.passedOver = passedOver
    self.notes = notes
  }

  /// The protocols this dataset has a ground truth for.
  public var evaluationProtocols: [EvaluationProtocol] {
    EvaluationProtocol.allCases.filter { task($0) != nil }
  }

  /// The images and positives of one protocol; nil when the dataset lacks it.
  public func task(_ evaluationProtocol: EvaluationProtocol) -> RetrievalTask? {
    switch evaluationProtocol {
    case .revisited: revisited
    case .classic: classic
    case .manifest: manifest
    }
  }

  /// Returns the same dataset with more wrong answers behind the database of each protocol.
  ///
  /// - Parameter distractors: images that show no query's object; their names are new.
  /// - Returns: the dataset with the larger databases.
  /// - Throws: `DatasetError` for a name that a database already holds.
  public func adding(
    distractors: [ImageRecord]
  ) throws(DatasetError) -> RetrievalDataset {
    RetrievalDataset(
      name: name, revisited: try revisited?.adding(distractors: distractors),
      classic: try classic?.adding(distractors: distractors),
      manifest: try manifest?.adding(distractors: distractors), excludedNames: excludedNames,
      passedOver: passedOver, notes: notes)
  }

  /// Every image of every protocol, queries first, each role in the order of names.
  public var listing: [ListedImage] {
    let tasks = [revisited, classic, manifest].compactMap(\.self)
    return ListedImage.list(.query, tasks.flatMap(\.queries))
      + ListedImage.list(.database, tasks.flatMap(\.database))
  }
}
