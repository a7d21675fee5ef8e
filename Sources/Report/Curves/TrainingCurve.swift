/// How one training went, by its log: some measures against the views learnt from.
package struct TrainingCurve: Sendable, Hashable {
  /// The columns that are drawn, in the order in which they are, with what they are called.
  package static let measures: [(column: String, name: String)] = [
    ("loss", "loss"), ("learningRate", "learning rate"), ("gradientNorm", "gradient norm"),
    ("alignment", "alignment"), ("uniformity", "uniformity"), ("validation", "validation mAP"),
  ]

  /// One value.
  package struct Point: Sendable, Hashable {
    /// The number of views learnt from so far.
    package let views: Double

    /// The value.
    package let value: Double
  }

  /// The values of each column that has any, in the order of the file.
  package let points: [String: [Point]]

  /// Reads a log, or returns nil where it has no column of views or no row.
  ///
  /// - Parameter log: comma-separated values under a line of names; a value that is not there is empty.
  package init?(log: String) {
    let lines = log.split(separator: "\n").map { line in
      line.split(separator: ",", omittingEmptySubsequences: false)
    }
    guard let header = lines.first, let views = header.firstIndex(of: "views") else { return nil }
    var points: [String: [Point]] = [:]
    for (place, name) in header.enumerated() {
      let values = lines.dropFirst().compactMap { fields -> Point? in
        guard fields.count == header.count, let count = Double(fields[views]),
          let value = Double(fields[place])
        else { return nil }
        return Point(views: count, value: value)
      }
      if !values.isEmpty { points[String(name)] = values }
    }
    guard points["views"] != nil else { return nil }
    self.points = points
  }
}
