package import Evaluation

extension RetrievalTask {
  /// Returns the task in which images of the query's instance are the positives.
  ///
  /// The column `split` tells the parts of images: see `LabelledDataset.parts()`. Boxes count for queries
  /// only; what is found is a whole image, and one that is listed with several boxes shows the instances
  /// of all.
  ///
  /// - Parameter dataset: the images of a manifest.
  /// - Returns: a task of the manifest protocol.
  /// - Throws: `DatasetError` when the parts cannot be told.
  public static func manifest(_ dataset: LabelledDataset) throws(DatasetError) -> RetrievalTask {
    let parts = try dataset.parts()
    return try manifest(
      queries: parts.queries, database: parts.database, path: dataset.manifestPath)
  }

  /// Returns the same task with more wrong answers behind its database.
  ///
  /// - Parameter distractors: images that show no query's object; their names are new.
  /// - Returns: the task with the larger database.
  /// - Throws: `DatasetError` for a name that the database already holds.
  public func adding(distractors: [ImageRecord]) throws(DatasetError) -> RetrievalTask {
    let names = distractors.map(\.name)
    if let row = NameMatch.places(of: queries.map(\.imageName), in: names).first {
      throw DatasetError(
        .inconsistent, path: distractors[row].path,
        problem: "the distractor \(names[row]) bears the name of a query, which would find itself",
        advice: "Take it out of the list of distractors, or rename it if it is another image.")
    }
    do {
      let truth = try GroundTruth(
        evaluationProtocol: groundTruth.evaluationProtocol,
        databaseNames: groundTruth.databaseNames + names,
        queries: groundTruth.queries)
      return RetrievalTask(
        database: database + distractors, queries: queries, groundTruth: truth)
    } catch {
      throw DatasetError(
        .inconsistent, path: distractors.first?.path ?? "",
        problem: withoutFullStop("\(error)"), advice: "Rename the distractor.")
    }
  }

  package static func manifest(
    queries: [ImageRecord], database: [ImageRecord], path: String
  ) throws(DatasetError) -> RetrievalTask {
    guard !queries.isEmpty else {
      throw DatasetError(
        .missing, path: path, problem: "there are no images", advice: "List at least one.")
    }
    let answers = answerCount(queries, database)
    guard answers <= answerLimit else {
      throw DatasetError(
        .malformed, path: path,
        problem: "the queries have \(answers) positives together, more than the \(answerLimit) "
          + "that are kept",
        advice: "Choose fewer queries by a column split, or divide the largest instances.")
    }
    do {
      let whole = ImageRecord.wholeImages(database)
      let truth = try GroundTruth.manifest(
        queries: queries.map(\.forEvaluation), database: whole.map(\.forEvaluation))
      return RetrievalTask(database: whole, queries: queries, groundTruth: truth)
    } catch {
      throw DatasetError(
        .inconsistent, path: path, problem: withoutFullStop("\(error)"),
        advice: "Keep one image a name.")
    }
  }

  /// The most positives of all queries together: a few hundred megabytes of indices.
  static let answerLimit = 20_000_000

  /// Returns how many images share the instance of their query, over all queries.
  private static func answerCount(_ queries: [ImageRecord], _ database: [ImageRecord]) -> Int {
    var sizes: [String: Int] = [:]
    for instance in database.compactMap(\.instance) { sizes[instance, default: 0] += 1 }
    return queries.reduce(0) { $0 + ($1.instance.flatMap { sizes[$0] } ?? 0) }
  }
}

extension ImageRecord {
  /// The image as a ground truth of the manifest protocol takes it.
  package var forEvaluation: GroundTruth.ManifestImage {
    GroundTruth.ManifestImage(
      name: name, instances: (instance.map { [$0] } ?? []) + alsoShows, box: box, image: path,
      views: views)
  }

  /// Returns each image once and whole, in the order of first appearance, with the objects of all its
  /// boxes.
  package static func wholeImages(_ records: [ImageRecord]) -> [ImageRecord] {
    var placeOfPath: [String: Int] = [:]
    var instances: [[String]] = []
    var first: [ImageRecord] = []
    var views: [ObjectViews] = []
    for record in records {
      let instance = record.instance.map { [$0] } ?? []
      if let place = placeOfPath[record.path] {
        instances[place] += instance.filter { !instances[place].contains($0) }
        views[place] = views[place].joined(with: record.views)
      } else {
        placeOfPath[record.path] = first.count
        first.append(record)
        instances.append(instance)
        views.append(record.views)
      }
    }
    return first.indices.map { place in
      ImageRecord(
        name: first[place].imageName, path: first[place].path, instance: instances[place].first,
        alsoShows: Array(instances[place].dropFirst()), labels: first[place].labels,
        views: views[place])
    }
  }
}
