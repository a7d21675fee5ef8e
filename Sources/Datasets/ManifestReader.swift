import Evaluation

/// Turns the lines of a manifest into images.
struct ManifestReader {
  private let path: String
  /// The folder that paths are relative to, with its slash; empty for the working directory.
  let folder: String
  private let columns: [String]
  private let hasBoxes: Bool

  init(path: String, header: CSV.Record) throws(DatasetError) {
    self.path = path
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    folder = parts.isEmpty ? "" : parts.joined(separator: "/") + "/"
    columns = header.fields
    let boxColumns = Manifest.boxColumns.filter(columns.contains)
    hasBoxes = boxColumns.count == 4
    let problem: String? =
      if let column = [Manifest.pathColumn, Manifest.instanceColumn].first(where: {
        !columns.contains($0)
      }) {
        "there is no column named \(column)"
      } else if !boxColumns.isEmpty && !hasBoxes {
        "of the box's columns x1, y1, x2, y2 there is only \(boxColumns.joined(separator: ", "))"
      } else if columns.contains("") {
        "a column has no name"
      } else if Set(columns).count < columns.count {
        "two columns have one name"
      } else {
        nil
      }
    if let problem { throw malformed(header.line, problem) }
  }

  func image(_ record: CSV.Record) throws(DatasetError) -> ImageRecord {
    guard record.fields.count == columns.count else {
      throw malformed(
        record.line,
        "the line has \(record.fields.count) fields, and the header has \(columns.count)")
    }
    let fields = Dictionary(uniqueKeysWithValues: zip(columns, record.fields))
      .filter { !$0.value.isEmpty }
    let name = fields[Manifest.pathColumn] ?? ""
    guard ImageNames.isContained(name) else {
      throw malformed(
        record.line, "the path '\(shortened(name))' does not stay within the manifest's folder")
    }
    let own =
      [Manifest.pathColumn, Manifest.instanceColumn] + (hasBoxes ? Manifest.boxColumns : [])
    return ImageRecord(
      name: name, path: folder + name, box: try box(fields, line: record.line),
      instance: fields[Manifest.instanceColumn], labels: fields.filter { !own.contains($0.key) })
  }

  /// Refuses a file that lies outside the manifest's folder through a link.
  func checkContained(
    _ file: String, of image: ImageRecord, line: Int, _ containment: Containment
  ) throws(DatasetError) {
    guard containment.holds(file) else {
      throw malformed(
        line, "the link \(shortened(image.name)) leads out of the manifest's folder")
    }
  }

  private func box(
    _ fields: [String: String], line: Int
  ) throws(DatasetError) -> PixelBounds? {
    guard hasBoxes else { return nil }
    let written = Manifest.boxColumns.compactMap { fields[$0] }
    guard !written.isEmpty else { return nil }
    let edges = written.compactMap { Double($0) }
    guard edges.count == 4,
      let box = PixelBounds(x1: edges[0], y1: edges[1], x2: edges[2], y2: edges[3])
    else {
      throw malformed(
        line,
        "the box \(shortened(written.joined(separator: ", "))) is not four numbers, is empty, "
          + "or starts outside of the image")
    }
    return box
  }

  private func malformed(_ line: Int, _ problem: String) -> DatasetError {
    DatasetError(
      .malformed, path: path, location: .line(line), problem: problem,
      advice: "The columns are path, instance, and optionally split, x1, y1, x2, y2 and labels.")
  }
}
