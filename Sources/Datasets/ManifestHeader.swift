/// The columns of a manifest, from its first line.
///
/// The columns that are read are found without regard to capitals and the spaces around their names. A
/// first column without a name holds the numbers of rows, as pandas writes them, and is passed over.
struct ManifestHeader {
  /// The name of each column, the own ones as they are called here; nil for one that is passed over.
  let columns: [String?]

  /// Whether there are columns of a box.
  let hasBoxes: Bool

  /// Whether there are columns of angles that count.
  let hasAngles: Bool

  /// Whether spaces around a field mean nothing, because they stand around names of columns.
  let isPadded: Bool

  private static let ownColumns =
    [Manifest.pathColumn, Manifest.instanceColumn, Manifest.splitColumn] + Manifest.boxColumns

  private static let angleColumns = [Manifest.angleColumn, Manifest.leastAngleColumn]

  init(_ record: CSV.Record, path: String, asGroundTruth judges: Bool) throws(DatasetError) {
    let trimmed = record.fields.map(Self.trimmed)
    isPadded = trimmed != record.fields
    hasAngles =
      judges && trimmed.contains { $0.lowercased() == Manifest.leastAngleColumn }
    let own = Self.ownColumns + (hasAngles ? Self.angleColumns : [])
    let columns = trimmed.enumerated().map { index, name -> String? in
      if index == 0, name.isEmpty, trimmed.count > 1 { return nil }
      return own.contains(name.lowercased()) ? name.lowercased() : name
    }
    self.columns = columns
    let boxColumns = Manifest.boxColumns.filter(columns.contains)
    hasBoxes = boxColumns.count == 4
    func refusal(_ problem: String, _ advice: String? = nil) -> DatasetError {
      DatasetError(
        .malformed, path: path, location: .line(record.line), problem: problem,
        advice: advice ?? Manifest.columnAdvice)
    }
    if let separator = Self.foreignSeparator(record.fields) {
      throw refusal(
        "the header is \(shortened(record.fields[0])), which has no comma",
        "Separate the columns by commas, not by \(separator).")
    }
    for column in [Manifest.pathColumn, Manifest.instanceColumn] where !columns.contains(column) {
      let other = Self.foreignName(of: column, among: trimmed)
      throw refusal(
        "there is no column named \(column)\(other == nil ? "" : ", but one named \(other ?? "")")",
        other.map { "Rename \($0) to \(column), if it is that." })
    }
    if !boxColumns.isEmpty && !hasBoxes {
      throw refusal(
        "of the box's columns x1, y1, x2, y2 there is only \(boxColumns.joined(separator: ", "))")
    }
    if boxColumns.isEmpty, let names = Self.foreignBox(among: trimmed) {
      throw refusal(
        "the columns \(names.joined(separator: ", ")) look like a box, and would be passed over",
        "Give the box as x1, y1, x2, y2: its left, upper, right and lower edge in pixels; or rename the "
          + "columns where they are anything else.")
    }
    if let (problem, advice) = Self.angleMistake(among: trimmed, asGroundTruth: judges) {
      throw refusal(problem, advice)
    }
    if columns.contains("") { throw refusal("a column has no name") }
    let named = columns.compactMap(\.self)
    if Set(named).count < named.count { throw refusal("two columns have one name") }
  }

  /// Returns a field without the spaces around it.
  static func trimmed(_ field: String) -> String {
    var scalars = Substring(field).unicodeScalars
    while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
    while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
    return String(scalars)
  }

  /// Returns what is wrong with the columns of angles, and what to do; nil where nothing is.
  private static func angleMistake(
    among names: [String], asGroundTruth judges: Bool
  ) -> (problem: String, advice: String)? {
    guard judges else { return nil }
    let known = names.map { $0.lowercased() }
    if known.contains(Manifest.leastAngleColumn) {
      return known.contains(Manifest.angleColumn)
        ? nil
        : (
          "there is a column least-angle, and none named angle",
          "Give the direction of each view in degrees in a column angle, or leave least-angle out."
        )
    }
    let letters = Manifest.leastAngleColumn.filter(\.isLetter)
    return names.first { $0.lowercased().filter(\.isLetter) == letters }.map { name in
      (
        "the column \(shortened(name)) looks like least-angle, and would be passed over",
        "Rename it to least-angle, if it is that, and to anything else otherwise."
      )
    }
  }

  /// Returns what separates the columns of a header without commas, in words; nil where nothing does.
  private static func foreignSeparator(_ fields: [String]) -> String? {
    guard fields.count == 1 else { return nil }
    return [(";", "semicolons"), ("\t", "tabs"), ("|", "bars")].first {
      fields[0].contains($0.0)
    }?.1
  }

  /// Returns the columns by which other projects give a box; nil where there are none.
  private static func foreignBox(among names: [String]) -> [String]? {
    let boxes = [
      ["xmin", "ymin", "xmax", "ymax"], ["x_min", "y_min", "x_max", "y_max"],
      ["x_1", "y_1", "x_2", "y_2"], ["left", "top", "right", "bottom"], ["x", "y", "w", "h"],
      ["x", "y", "width", "height"], ["left", "top", "width", "height"], ["bbox"], ["bbx"], ["box"],
    ]
    let known = names.map { $0.lowercased() }
    let found = boxes.first { $0.allSatisfy(known.contains) }
    return found.map { box in names.filter { box.contains($0.lowercased()) } }
  }

  /// Returns the column that other projects have in place of one of ours.
  private static func foreignName(of column: String, among names: [String]) -> String? {
    let others =
      column == Manifest.pathColumn
      ? [
        "file", "file_name", "file_path", "filename", "filepath", "image", "image_name",
        "image_path", "img", "img_path", "impath", "name", "paths",
      ]
      : [
        "class", "class_id", "class_name", "id", "instance_id", "item_id", "label", "label_id",
        "labels", "landmark", "landmark_id", "object", "object_id", "pid", "product_id",
        "super_class_id", "target",
      ]
    return names.first { others.contains($0.lowercased()) }
  }
}
