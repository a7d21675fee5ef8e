import Evaluation

/// Turns the lines of a manifest into images.
struct ManifestReader {
  private let path: String
  /// The folder that paths are relative to, with its slash; empty for the working directory.
  let folder: String
  private let header: ManifestHeader

  init(path: String, header: CSV.Record, asGroundTruth judges: Bool) throws(DatasetError) {
    self.path = path
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    folder = parts.isEmpty ? "" : parts.joined(separator: "/") + "/"
    self.header = try ManifestHeader(header, path: path, asGroundTruth: judges)
  }

  /// Returns the image of a line; whether its file is there is not looked at.
  func image(
    _ record: CSV.Record, within containment: Containment
  ) throws(DatasetError) -> ImageRecord {
    guard record.fields.count == header.columns.count else {
      throw malformed(
        record.line,
        "the line has \(record.fields.count) fields, and the header has \(header.columns.count)")
    }
    var fields: [String: String] = [:]
    for (column, field) in zip(header.columns, record.fields) {
      let field = header.isPadded ? ManifestHeader.trimmed(field) : field
      if let column, !field.isEmpty { fields[column] = field }
    }
    // A space that nobody sees would make another object.
    if let instance = fields[Manifest.instanceColumn].map(ManifestHeader.trimmed) {
      fields[Manifest.instanceColumn] = instance.isEmpty ? nil : instance
    }
    let written = fields[Manifest.pathColumn] ?? ""
    let name = containment.relative(written) ?? written
    guard ImageNames.isContained(name) else {
      throw malformed(
        record.line,
        "the path '\(shortened(written))' does not stay within the manifest's folder")
    }
    let own =
      [Manifest.pathColumn, Manifest.instanceColumn] + (header.hasBoxes ? Manifest.boxColumns : [])
    return ImageRecord(
      name: name, path: folder + Self.cleaned(name), box: try box(fields, line: record.line),
      instance: fields[Manifest.instanceColumn], labels: fields.filter { !own.contains($0.key) },
      views: try views(fields, line: record.line))
  }

  /// Returns an image at the file that its name means.
  ///
  /// Each file is written in one way; where there is no file of the name, folders may be divided as on
  /// Windows.
  ///
  /// - Parameters:
  ///   - image: the image of a line.
  ///   - finder: looks for files.
  ///   - containment: the manifest's folder.
  ///   - line: the line.
  /// - Returns: the image, and what is there instead when its file is missing.
  /// - Throws: `DatasetError` for a name that means two files, or one that leads out of the folder.
  func located(
    _ image: ImageRecord, by finder: FileFinder, within containment: Containment, line: Int
  ) throws(DatasetError) -> (image: ImageRecord, missing: MissingImage?) {
    var outcome = try finder.find(Self.cleaned(image.name), in: folder)
    let divided = image.name.replacing("\\", with: "/")
    if case .absent = outcome, divided != image.name, ImageNames.isContained(divided) {
      let other = try finder.find(Self.cleaned(divided), in: folder)
      if case .found = other { outcome = other }
    }
    switch outcome {
    case .absent(let hint): return (image, MissingImage(name: image.name, hint: hint))
    case .found(let file):
      guard containment.holds(file) else {
        throw malformed(
          line, "the link \(shortened(image.name)) leads out of the manifest's folder")
      }
      return (image.at(file), nil)
    }
  }

  /// Returns a path without the steps that lead nowhere.
  private static func cleaned(_ name: String) -> String {
    name.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
  }

  private func box(
    _ fields: [String: String], line: Int
  ) throws(DatasetError) -> PixelBounds? {
    guard header.hasBoxes else { return nil }
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

  /// Returns the direction from which the object of a line is seen; none in a table without angles.
  private func views(
    _ fields: [String: String], line: Int
  ) throws(DatasetError) -> ObjectViews {
    guard header.hasAngles else { return ObjectViews() }
    let object = fields[Manifest.instanceColumn]
    func degrees(
      _ column: String, _ isAllowed: (Double) -> Bool, _ expected: String
    ) throws(DatasetError) -> Double? {
      let written = ManifestHeader.trimmed(fields[column] ?? "")
      guard !written.isEmpty else {
        guard object != nil else { return nil }
        throw malformed(
          line, "the \(column) is missing, and the line names an instance", Self.advice)
      }
      guard let value = Self.decimal(written), isAllowed(value) else {
        throw malformed(
          line, "the \(column) '\(shortened(written))' is not a number\(expected)", Self.advice)
      }
      return value
    }
    let angle = try degrees(Manifest.angleColumn, { _ in true }, " of degrees")
    let least = try degrees(
      Manifest.leastAngleColumn, (0...180).contains, " of degrees from 0 to 180")
    guard let object, let angle else { return ObjectViews() }
    return ObjectViews(angles: [object: [angle]], leastAngle: least)
  }

  private static let advice =
    "Where a manifest has a column least-angle, each image of an instance needs an angle and a "
    + "least-angle in degrees, such as 175 and 90."

  /// Returns a finite number that is written in decimals.
  private static func decimal(_ text: String) -> Double? {
    guard text.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }), let value = Double(text),
      value.isFinite
    else { return nil }
    return value
  }

  private func malformed(
    _ line: Int, _ problem: String, _ advice: String = Manifest.columnAdvice
  ) -> DatasetError {
    DatasetError(
      .malformed, path: path, location: .line(line), problem: problem, advice: advice)
  }
}
