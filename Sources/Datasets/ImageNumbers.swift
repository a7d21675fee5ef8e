/// One number of each image of a task: a column of its manifest or of a table beside it.
public struct ImageNumbers: Sendable, Equatable {
  /// The number of each database image, in the order of the ground truth; nil where it is not known.
  public let database: [Double?]

  /// The number of each query.
  public let queries: [Double?]
}

extension RetrievalTask {
  /// Returns the numbers of a column.
  ///
  /// - Parameters:
  ///   - column: a column of the manifest, or of a table of labels or of views beside the set.
  ///   - source: the folder of the set.
  ///   - views: the file of the set's table of views; nil for none.
  /// - Returns: the numbers, or nil when no query or no database image has the column.
  /// - Throws: `DatasetError` for a value that is not a finite number, and for a table that cannot be read.
  public func numbers(
    of column: String, source: String, views: String?
  ) throws(DatasetError) -> ImageNumbers? {
    var table: [String: [String: String]] = [:]
    if let views, DatasetFiles.exists(views) {
      table = try LabelTable(views).labels(of: (database + queries).map(\.name))
    }
    func number(_ image: ImageRecord) throws(DatasetError) -> Double? {
      guard let text = image.labels[column] ?? table[image.name]?[column] else { return nil }
      guard let value = Double(text), value.isFinite else {
        throw DatasetError(
          .malformed, path: source,
          problem: "the \(column) of \(image.name) is '\(shortened(text))', and not a number",
          advice: "A covariate is a column of numbers; leave a field empty where it is not known.")
      }
      return value
    }
    var found: (database: [Double?], queries: [Double?]) = ([], [])
    for image in database { found.database.append(try number(image)) }
    for image in queries { found.queries.append(try number(image)) }
    guard found.database.contains(where: { $0 != nil }),
      found.queries.contains(where: { $0 != nil })
    else { return nil }
    return ImageNumbers(database: found.database, queries: found.queries)
  }
}
