import Evaluation

extension RetrievalTask {
  /// The values of a manifest's column `split` that make an image a query.
  public static let querySplits: Set<String> = ["query", "queries"]

  /// The values of a manifest's column `split` that make an image one that can be found.
  public static let databaseSplits: Set<String> = ["database", "gallery", "index"]

  /// Returns the task in which images of the query's instance are the right answers.
  ///
  /// Images whose split says query or database take that part, and those of other splits none. When
  /// no split says so, every image is searched for and can be found. Boxes count for queries only;
  /// what is found is a whole image.
  ///
  /// - Parameter dataset: the images of a manifest.
  /// - Returns: a task of the manifest protocol.
  /// - Throws: `DatasetError` when there are queries but nothing to find, or the reverse.
  public static func manifest(_ dataset: LabelledDataset) throws(DatasetError) -> RetrievalTask {
    func images(of splits: Set<String>) -> [ImageRecord] {
      dataset.images.filter { splits.contains($0.labels[Manifest.splitColumn] ?? "") }
    }
    let (queries, database) = (images(of: querySplits), images(of: databaseSplits))
    guard !queries.isEmpty || !database.isEmpty else {
      return try manifest(
        queries: dataset.images, database: dataset.images, path: dataset.manifestPath)
    }
    guard !queries.isEmpty, !database.isEmpty else {
      throw DatasetError(
        .inconsistent, path: dataset.manifestPath,
        problem:
          "there are images of the split \(queries.isEmpty ? "database" : "query"), and none "
          + "of the split \(queries.isEmpty ? "query" : "database")",
        advice: "Give images of both splits, or leave the column split out.")
    }
    return try manifest(queries: queries, database: database, path: dataset.manifestPath)
  }

  /// Returns the same task with more wrong answers behind its database.
  ///
  /// - Parameter distractors: images that show no query's object; their names are new.
  /// - Returns: the task with the larger database.
  /// - Throws: `DatasetError` for a name that the database already holds.
  public func adding(distractors: [ImageRecord]) throws(DatasetError) -> RetrievalTask {
    do {
      let truth = try GroundTruth(
        evaluationProtocol: groundTruth.evaluationProtocol,
        databaseNames: groundTruth.databaseNames + distractors.map(\.name),
        queries: groundTruth.queries)
      return RetrievalTask(
        database: database + distractors, queries: queries, groundTruth: truth)
    } catch {
      throw DatasetError(
        .inconsistent, path: distractors.first?.path ?? "",
        problem: withoutFullStop(error.description), advice: "Rename the distractor.")
    }
  }

  static func manifest(
    queries: [ImageRecord], database: [ImageRecord], path: String
  ) throws(DatasetError) -> RetrievalTask {
    func named(_ images: [ImageRecord]) -> [GroundTruth.ManifestImage] {
      images.map { GroundTruth.ManifestImage(name: $0.name, instance: $0.instance, box: $0.box) }
    }
    guard !queries.isEmpty else {
      throw DatasetError(
        .missing, path: path, problem: "there are no images", advice: "List at least one.")
    }
    let answers = answerCount(queries, database)
    guard answers <= answerLimit else {
      throw DatasetError(
        .malformed, path: path,
        problem: "the queries have \(answers) right answers together, more than the \(answerLimit) "
          + "that are kept",
        advice: "Choose fewer queries by a column split, or divide the largest instances.")
    }
    do {
      let truth = try GroundTruth.manifest(queries: named(queries), database: named(database))
      let whole = database.map {
        ImageRecord(name: $0.name, path: $0.path, instance: $0.instance, labels: $0.labels)
      }
      return RetrievalTask(database: whole, queries: queries, groundTruth: truth)
    } catch {
      throw DatasetError(
        .inconsistent, path: path, problem: withoutFullStop(error.description),
        advice: "Keep one image a name.")
    }
  }

  /// The most right answers of all queries together: a few hundred megabytes of indices.
  static let answerLimit = 20_000_000

  /// Returns how many images share the instance of their query, over all queries.
  private static func answerCount(_ queries: [ImageRecord], _ database: [ImageRecord]) -> Int {
    var sizes: [String: Int] = [:]
    for instance in database.compactMap(\.instance) { sizes[instance, default: 0] += 1 }
    return queries.reduce(0) { $0 + ($1.instance.flatMap { sizes[$0] } ?? 0) }
  }
}
