import Datasets
import Evaluation
import Tensors

/// An evaluation set with the files that its descriptors are made from.
struct RetrievalSet: Sendable {
  let dataset: RetrievalDataset

  /// Every image that can be found under any protocol, whole; each once.
  let wholeImages: [ImageItem]

  /// Every query under any protocol, with its box; each once.
  let queries: [ImageItem]

  /// Reads the digests of a set's files.
  ///
  /// - Parameters:
  ///   - dataset: the set.
  ///   - protocols: the protocols that are wanted; the others' images are left out.
  ///   - threads: how many files to read at once.
  /// - Throws: `DatasetError` when the set lacks a protocol; `FileError` for an unreadable file.
  init(
    _ dataset: RetrievalDataset, protocols: [EvaluationProtocol], threads: Int
  ) async throws {
    self.dataset = dataset
    let tasks = try protocols.map { wanted in
      guard let task = dataset.task(wanted) else {
        throw DatasetError(
          .missing, path: dataset.name,
          problem: "the dataset has no \(wanted.rawValue) ground truth",
          advice: "Ask for metrics of another protocol.")
      }
      return task
    }
    wholeImages = try await .hashing(Self.unique(tasks.flatMap(\.database)), threads: threads)
    queries = try await .hashing(Self.unique(tasks.flatMap(\.queries)), threads: threads)
  }

  private static func unique(_ records: [ImageRecord]) -> [ImageRecord] {
    var seen: Set<ImageRecord> = []
    return records.filter { seen.insert($0).inserted }
  }
}

/// The descriptors of an evaluation set under one network and one row's settings.
struct SetDescriptors: Sendable {
  let wholeImages: DescriptorMatrix
  let queries: DescriptorMatrix

  /// Returns the descriptors of a task's database and queries, in the order of its ground truth.
  func matrices(for task: RetrievalTask) -> (database: Matrix, queries: Matrix) {
    (
      Self.rows(of: wholeImages, named: task.database.map(\.name)),
      Self.rows(of: queries, named: task.queries.map(\.name))
    )
  }

  private static func rows(of table: DescriptorMatrix, named names: [String]) -> Matrix {
    guard table.names != names else { return table.values }
    let rowOfName = Dictionary(
      zip(table.names, table.names.indices), uniquingKeysWith: { first, _ in first })
    return table.values.selectingRows(
      names.map { name in
        guard let row = rowOfName[name] else {
          preconditionFailure("expected a descriptor of \(name)")
        }
        return row
      })
  }
}
