/// Labels of images in a table of their own: CSV with a header line.
///
/// One column names the image (`path`, `image`, `name`, `file` or `filename`); every other one is a label.
/// An empty field means not known.
public struct LabelTable: Sendable, Equatable {
  /// The file.
  public let path: String

  /// The images, in the order of the lines.
  public let images: [String]

  /// The labels of each image, by the name of the column.
  public let labels: [[String: String]]

  private static let imageColumns = ["path", "image", "name", "file", "filename"]

  /// Reads a table.
  ///
  /// - Parameter path: the CSV file.
  /// - Throws: `DatasetError` with the line that is wrong.
  public init(_ path: String) throws(DatasetError) {
    let records = try CSV.records(in: try DatasetFiles.text(of: path), path: path)
    func refusal(_ line: Int, _ problem: String) -> DatasetError {
      DatasetError(
        .malformed, path: path, location: .line(line), problem: problem,
        advice: "A table of labels has a column path with the image, and a column for each label.")
    }
    guard let header = records.first else { throw refusal(1, "the table is empty") }
    let columns = header.fields.map(ManifestHeader.trimmed)
    let named = columns.filter { !$0.isEmpty }
    guard Set(named).count == named.count else {
      throw refusal(header.line, "two columns have one name")
    }
    let imageColumn = Self.imageColumns.lazy.compactMap { name in
      columns.firstIndex { $0.lowercased() == name }
    }.first
    guard let imageColumn else {
      throw refusal(
        header.line, "no column names the image: \(columns.joined(separator: ", "))")
    }
    var images: [String] = []
    var labels: [[String: String]] = []
    for record in records.dropFirst() {
      guard record.fields.count == columns.count else {
        throw refusal(
          record.line,
          "there are \(record.fields.count) fields, and the header has \(columns.count)")
      }
      let fields = record.fields.map(ManifestHeader.trimmed)
      guard !fields[imageColumn].isEmpty else { throw refusal(record.line, "no image is named") }
      images.append(fields[imageColumn])
      let known = zip(columns, fields).enumerated().filter {
        $0.offset != imageColumn && !$0.element.0.isEmpty && !$0.element.1.isEmpty
      }
      labels.append(
        Dictionary(
          known.map { ($0.element.0, $0.element.1) }, uniquingKeysWith: { first, _ in first }))
    }
    (self.path, self.images, self.labels) = (path, images, labels)
  }

  /// Writes a table.
  ///
  /// - Parameters:
  ///   - columns: the names of the labels.
  ///   - images: the path of each image with its labels, one a column.
  ///   - path: the CSV file, which is replaced.
  /// - Throws: `DatasetError` when the file cannot be written.
  public static func write(
    _ columns: [String], of images: [(image: String, labels: [String])], to path: String
  ) throws(DatasetError) {
    let lines = [[imageColumns[0]] + columns] + images.map { [$0.image] + $0.labels }
    try DatasetFiles.write(Array(CSV.text(lines).utf8), to: path)
  }

  /// Returns the labels of some images, by their names.
  ///
  /// - Parameter names: names of images, as a ground truth writes them; the rule is that of `NameMatch`.
  /// - Returns: the labels of each name that the table has; lines of other images are passed over.
  /// - Throws: `DatasetError` for names that cannot be told apart, and an image with two lines.
  public func labels(
    of names: some Sequence<String>
  ) throws(DatasetError) -> [String: [String: String]] {
    let wanted = Set(names).sorted()
    let match: NameMatch
    do throws(NameMatch.Conflict) {
      match = try NameMatch(of: wanted, in: images)
    } catch {
      throw DatasetError(
        .inconsistent, path: path, problem: error.statement,
        advice: "Write the images with the folders that tell them apart.")
    }
    if let row = match.repeated.first {
      throw DatasetError(
        .inconsistent, path: path, problem: "the image \(images[row]) has two lines",
        advice: "Keep one line an image.")
    }
    var found: [String: [String: String]] = [:]
    for (name, row) in zip(wanted, match.rows) {
      if let row { found[name] = labels[row] }
    }
    return found
  }
}
