package import Datasets
package import Evaluation
package import Extraction
package import Files
package import Retrieval
package import Specs
package import Tensors

/// An evaluation set with the files that its descriptors are made from.
package struct RetrievalSet: Sendable {
  /// The images and positives, with the distractors behind each protocol's database.
  package let dataset: RetrievalDataset

  /// Every image of the set itself that can be found under any protocol, whole; each once.
  package let wholeImages: [ImageItem]

  /// Every query under any protocol, with its box; each once.
  package let queries: [ImageItem]

  /// The images that answer no query.
  ///
  /// They are a list of their own, so that the shards of the set's own images are the same with them and
  /// without.
  package let distractors: [ImageItem]

  /// How a label divides the images of each protocol that is wanted; empty for no label.
  package let strata: [EvaluationProtocol: Strata]

  /// The objects that images of the set are known to show.
  package let instances: Set<String>

  /// Reads the digests of a set's files.
  ///
  /// - Parameters:
  ///   - dataset: the set.
  ///   - distractors: images that answer no query.
  ///   - protocols: the protocols that are wanted; the others' images are left out.
  ///   - strata: the label that divides the images, and the folder that it was read from; nil for none.
  ///   - threads: how many files to read at once.
  ///   - digests: the digests of earlier runs; every file is read unless given.
  /// - Throws: `DatasetError` when the set lacks a protocol, or the label, or a distractor bears the name of
  ///   one of its images; `FileError` for an unreadable file.
  package init(
    _ dataset: RetrievalDataset, distractors: [ImageRecord] = [], protocols: [EvaluationProtocol],
    strata: (label: String, source: String)? = nil, threads: Int, digests: DigestIndex? = nil
  ) async throws {
    self.dataset = distractors.isEmpty ? dataset : try dataset.adding(distractors: distractors)
    let tasks = try protocols.map { wanted in
      guard let task = dataset.task(wanted) else {
        throw DatasetError(
          .missing, path: dataset.name,
          problem: "the dataset has no \(wanted.rawValue) ground truth",
          advice: "Ask for metrics of another protocol.")
      }
      return task
    }
    var divided: [EvaluationProtocol: Strata] = [:]
    if let strata {
      for wanted in protocols {
        divided[wanted] = try self.dataset.task(wanted)?
          .strata(by: strata.label, source: strata.source)
      }
    }
    self.strata = divided
    wholeImages = try await .hashing(
      Self.unique(tasks.flatMap(\.database)), threads: threads, digests: digests)
    queries = try await .hashing(
      Self.unique(tasks.flatMap(\.queries)), threads: threads, digests: digests)
    self.distractors = try await .hashing(distractors, threads: threads, digests: digests)
    instances = Set(
      tasks.flatMap { $0.queries + $0.database }.flatMap { $0.alsoShows + [$0.instance] }
        .compactMap(\.self))
  }

  private static func unique(_ records: [ImageRecord]) -> [ImageRecord] {
    var seen: Set<ImageRecord> = []
    return records.filter { seen.insert($0).inserted }
  }
}

/// The descriptors of an evaluation set under one network and one row's settings.
package struct SetDescriptors: Sendable {
  let set: RetrievalSet
  let wholeItems: [ImageItem]
  let wholeImages: Matrix
  let queries: Matrix

  /// Creates the descriptors of a set.
  ///
  /// - Parameters:
  ///   - set: the images.
  ///   - wholeItems: the set's whole images that have a descriptor, or nil for all of them.
  ///   - wholeImages: (image, dimension), one row for each of those.
  ///   - queries: (query, dimension), in the order of the set's queries.
  package init(
    of set: RetrievalSet, wholeItems: [ImageItem]? = nil, wholeImages: Matrix, queries: Matrix
  ) {
    self.set = set
    self.wholeItems = wholeItems ?? set.wholeImages
    self.wholeImages = wholeImages
    self.queries = queries
  }

  /// Returns the descriptors of a task's database and queries.
  ///
  /// - Parameter task: the images and positives of a protocol.
  /// - Returns: the database images that have a descriptor, the index of each in the ground truth,
  ///   and the queries in its order.
  package func matrices(
    for task: RetrievalTask
  ) -> (database: Matrix, indices: [Int], queries: Matrix) {
    let database = Self.rows(of: wholeItems, for: task.database)
    let queryRows = Self.rows(of: set.queries, for: task.queries)
    precondition(
      queryRows.count == task.queries.count,
      "expected descriptors of \(task.queries.count) queries, found \(queryRows.count)")
    let rows = database.map(\.row)
    return (
      rows.elementsEqual(0..<wholeImages.rows) ? wholeImages : wholeImages.selectingRows(rows),
      database.map(\.index),
      queries.selectingRows(queryRows.map(\.row))
    )
  }

  /// Returns the database of a task in the order of each query.
  ///
  /// - Parameters:
  ///   - task: the images and positives of a protocol.
  ///   - search: what happens between descriptors and rankings.
  /// - Returns: what the search found, of images that have a descriptor, and the same as rankings of the whole
  ///   database.
  /// - Throws: what the search throws.
  package func rankings(
    for task: RetrievalTask, by search: SearchSettings
  ) throws -> (found: Rankings, rankings: [Ranking]) {
    let (matrix, indices, queries) = matrices(for: task)
    let found = try search.rankings(queries: queries, database: matrix)
    let rankings = try (0..<queries.rows).map { query in
      try Ranking(
        indices: found.indices(ofQuery: query).map { indices[Int($0)] },
        databaseSize: task.database.count)
    }
    return (found, rankings)
  }

  /// Returns the records that have a row: where each stands among the records, and its row.
  private static func rows(
    of items: [ImageItem], for records: [ImageRecord]
  ) -> [(index: Int, row: Int)] {
    let rowOfPart = Dictionary(
      zip(items.map { ImagePart(name: $0.name, box: $0.box) }, items.indices),
      uniquingKeysWith: { first, _ in first })
    return records.enumerated().compactMap { index, record in
      rowOfPart[ImagePart(name: record.name, box: record.box)].map { (index, $0) }
    }
  }
}

/// What tells one descriptor of a set from another: two protocols may give one query two boxes.
private struct ImagePart: Hashable {
  let name: String
  let box: PixelBounds?
}
