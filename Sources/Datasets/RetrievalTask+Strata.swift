public import Evaluation

extension RetrievalTask {
  /// Returns whether any query has a label.
  public func hasLabel(_ label: String) -> Bool {
    queries.contains { $0.labels[label] != nil }
  }

  /// Returns the division of the images by a label.
  ///
  /// - Parameters:
  ///   - label: the name of the label, such as `category`.
  ///   - source: the file or folder that the labels were read from, for the error.
  /// - Returns: the stratum of each image, none for an image without the label.
  /// - Throws: `DatasetError` when no query, or nothing that can be found, has the label.
  public func strata(by label: String, source: String) throws(DatasetError) -> Strata {
    guard hasLabel(label), database.contains(where: { $0.labels[label] != nil }) else {
      let known = Set((queries + database).flatMap(\.labels.keys)).sorted()
      throw DatasetError(
        .missing, path: source,
        problem: "no \(hasLabel(label) ? "database image" : "query") has a label \(label)",
        advice: known.isEmpty
          ? "Labels are columns of a manifest.csv, or of a labels.csv beside a ground truth."
          : "The labels are \(known.joined(separator: ", ")).")
    }
    return Strata(
      database: database.map { $0.labels[label] }, queries: queries.map { $0.labels[label] })
  }
}
