import Evaluation

/// Tables of images: CSV with a header line.
///
/// The columns `path` and `instance` must be there; `x1`, `y1`, `x2`, `y2` hold a box, and every
/// other column is a label (`split` among them). A path is relative to the manifest's folder and
/// stays in it; an image's name is its path as written. An empty field means not known.
public enum Manifest {
  static let pathColumn = "path"
  static let instanceColumn = "instance"
  static let splitColumn = "split"
  static let boxColumns = ["x1", "y1", "x2", "y2"]

  /// Reads a manifest, and as a rule checks that its images are there.
  ///
  /// - Parameters:
  ///   - path: the CSV file.
  ///   - needsImages: whether a missing image is an error; scoring rankings takes names only.
  /// - Returns: the images of every split, in the order of the lines.
  /// - Throws: `DatasetError` with the line that is wrong.
  public static func read(
    _ path: String, needsImages: Bool = true
  ) throws(DatasetError) -> LabelledDataset {
    let inventory = try inventory(path)
    if let problem = inventory.problems.first { throw problem }
    guard inventory.missing.isEmpty || !needsImages else {
      throw DatasetError(
        .missing, path: path,
        problem: "\(inventory.missing.count) images of the manifest are missing: "
          + examples(of: inventory.missing.map(\.description)),
        advice: "Paths are relative to the manifest's folder; are all images unpacked into it?")
    }
    return inventory.dataset
  }

  /// Reads a manifest as far as it can be read.
  ///
  /// - Parameter path: the CSV file.
  /// - Returns: the images of the lines that are right, what is wrong with the others, and the names
  ///   of images that are not there.
  /// - Throws: `DatasetError` for a file that is no manifest at all.
  static func inventory(
    _ path: String
  ) throws(DatasetError) -> (
    dataset: LabelledDataset, problems: [DatasetError], missing: [MissingImage]
  ) {
    guard DatasetFiles.exists(path) else {
      throw DatasetError(
        .missing, path: path, problem: "the manifest does not exist",
        advice: "Check the name; `iir dataset generate` creates the mini datasets.")
    }
    let records = try CSV.records(in: try DatasetFiles.text(of: path), path: path)
    guard let header = records.first else {
      throw DatasetError(
        .malformed, path: path, location: .line(1), problem: "the manifest is empty",
        advice: "Its first line names the columns: path,instance.")
    }
    let reader = try ManifestReader(path: path, header: header)
    let containment = Containment(of: reader.folder)
    let finder = FileFinder()
    var images: [ImageRecord] = []
    var missing: [MissingImage] = []
    var problems: [DatasetError] = []
    var lineOfName: [String: Int] = [:]
    for record in records.dropFirst() {
      do throws(DatasetError) {
        let image = try reader.image(record)
        if let first = lineOfName.updateValue(record.line, forKey: image.name) {
          throw DatasetError(
            .inconsistent, path: path, location: .line(record.line),
            problem: "the image \(image.name) is already on line \(first)",
            advice: "Keep one line an image.")
        }
        switch try finder.find(image.name, in: reader.folder) {
        case .found(let path):
          try reader.checkContained(path, of: image, line: record.line, containment)
          images.append(image.at(path))
        case .absent(let hint):
          images.append(image)
          missing.append(MissingImage(name: image.name, hint: hint))
        }
      } catch {
        problems.append(error)
      }
    }
    return (LabelledDataset(manifestPath: path, images: images), problems, missing)
  }

  /// Writes a manifest beside its images.
  ///
  /// - Parameters:
  ///   - images: one line each; the name is the path relative to the manifest's folder.
  ///   - path: the CSV file, which is replaced.
  /// - Throws: `DatasetError` when the file cannot be written.
  public static func write(_ images: [ImageRecord], to path: String) throws(DatasetError) {
    let labels = Set(images.flatMap(\.labels.keys)).sorted()
    let hasBoxes = images.contains { $0.box != nil }
    let header = [pathColumn, instanceColumn] + (hasBoxes ? boxColumns : []) + labels
    let lines = images.map { image in
      let edges = image.box.map { [$0.x1, $0.y1, $0.x2, $0.y2].map { "\($0)" } }
      return [image.name, image.instance ?? ""]
        + (hasBoxes ? edges ?? ["", "", "", ""] : []) + labels.map { image.labels[$0] ?? "" }
    }
    try DatasetFiles.write(Array(CSV.text([header] + lines).utf8), to: path)
  }
}
