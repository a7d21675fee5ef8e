import Evaluation

/// Tables of images: CSV with a header line.
///
/// The columns `path` and `instance` must be there; `x1`, `y1`, `x2`, `y2` hold a box, and every
/// other column is a label (`split` among them). A path is relative to the manifest's folder, or
/// absolute and leads into it; an image's name is its path from that folder. An image may be listed
/// with several boxes: each is an image of its own, called `<path>#x1,y1,x2,y2`. An empty field means
/// not known.
///
/// In a ground truth `least-angle` and `angle`, in degrees, say that images of a query's instance count only
/// if they are seen from a direction that differs by the query's least angle or more. Angles are known for
/// all images of instances then. Without `least-angle` the column `angle` is a label as any other.
public enum Manifest {
  static let pathColumn = "path"
  static let instanceColumn = "instance"
  static let splitColumn = "split"
  static let boxColumns = ["x1", "y1", "x2", "y2"]
  static let angleColumn = "angle"
  static let leastAngleColumn = "least-angle"

  static let columnAdvice =
    "The columns are path, instance, and optionally split, x1, y1, x2, y2 and labels."

  /// Reads a manifest, and as a rule checks that its images are there.
  ///
  /// - Parameters:
  ///   - path: the CSV file.
  ///   - needsImages: whether a missing image is an error; scoring rankings takes names only.
  ///   - allowsBoxes: whether one image may be listed with several boxes.
  ///   - judges: whether the table is a ground truth, whose angles count.
  /// - Returns: the images of every split, in the order of the lines.
  /// - Throws: `DatasetError` with the line that is wrong.
  public static func read(
    _ path: String, needsImages: Bool = true, allowingBoxes allowsBoxes: Bool = true,
    asGroundTruth judges: Bool = true
  ) throws(DatasetError) -> LabelledDataset {
    let inventory = try inventory(path, allowingBoxes: allowsBoxes, asGroundTruth: judges)
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
  /// - Parameters:
  ///   - path: the CSV file.
  ///   - allowsBoxes: whether one image may be listed with several boxes.
  ///   - judges: whether the table is a ground truth, whose angles count.
  /// - Returns: the images of the lines that are right, what is wrong with the others, and the names
  ///   of images that are not there.
  /// - Throws: `DatasetError` for a file that is no manifest at all.
  static func inventory(
    _ path: String, allowingBoxes allowsBoxes: Bool = true, asGroundTruth judges: Bool = true
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
    let reader = try ManifestReader(path: path, header: header, asGroundTruth: judges)
    let containment = Containment(of: reader.folder)
    let finder = FileFinder()
    var images: [ImageRecord] = []
    var missing: [MissingImage] = []
    var isMissed: Set<MissingImage> = []
    var problems: [DatasetError] = []
    var listed = ListedParts(path: path, allowsBoxes: allowsBoxes)
    for record in records.dropFirst() {
      do throws(DatasetError) {
        let found = try reader.located(
          try reader.image(record, within: containment), by: finder, within: containment,
          line: record.line)
        let image = found.image
        try listed.add(image, line: record.line)
        images.append(image)
        // Several boxes of one image miss one file.
        if let absent = found.missing, isMissed.insert(absent).inserted { missing.append(absent) }
      } catch {
        problems.append(error)
      }
    }
    return (LabelledDataset(manifestPath: path, images: named(images)), problems, missing)
  }

  /// Returns the corners of a box as names hold them: whole numbers without a point.
  fileprivate static func corners(_ box: PixelBounds) -> String {
    [box.x1, box.y1, box.x2, box.y2].map { edge in
      Int(exactly: edge).map(String.init) ?? "\(edge)"
    }.joined(separator: ",")
  }

  /// Gives each box of an image that is listed several times a name of its own.
  private static func named(_ images: [ImageRecord]) -> [ImageRecord] {
    var counts: [String: Int] = [:]
    for image in images { counts[image.path, default: 0] += 1 }
    return images.map { image in
      guard counts[image.path, default: 0] > 1, let box = image.box else { return image }
      return ImageRecord(
        name: "\(image.name)#\(corners(box))", path: image.path, box: box,
        instance: image.instance, labels: image.labels, views: image.views, imageName: image.name)
    }
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
      return [image.imageName, image.instance ?? ""]
        + (hasBoxes ? edges ?? ["", "", "", ""] : []) + labels.map { image.labels[$0] ?? "" }
    }
    try DatasetFiles.write(Array(CSV.text([header] + lines).utf8), to: path)
  }
}

extension [String] {
  /// The texts without those that repeat an earlier one.
  var uniqued: [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}

/// The images and boxes that the lines of a manifest have listed so far.
private struct ListedParts {
  private struct Part: Hashable {
    let path: String
    let box: PixelBounds?
  }

  private struct Share: Hashable {
    let path: String
    let split: String
  }

  private let path: String
  private let allowsBoxes: Bool
  private var lineOfPart: [Part: Int] = [:]

  /// The first line of an image in a split, and whether it is about a box.
  private var firstOfShare: [Share: (line: Int, hasBox: Bool)] = [:]

  init(path: String, allowsBoxes: Bool) {
    (self.path, self.allowsBoxes) = (path, allowsBoxes)
  }

  /// Takes in a line.
  ///
  /// - Throws: `DatasetError` when the image, or its box, is listed already; also where one split lists
  ///   an image both whole and with a box, which would search for it twice.
  mutating func add(_ image: ImageRecord, line: Int) throws(DatasetError) {
    let part = Part(path: image.path, box: allowsBoxes ? image.box : nil)
    let share = Share(
      path: image.path, split: SplitRoles.word(image.labels[Manifest.splitColumn] ?? ""))
    let other = firstOfShare[share].flatMap { $0.hasBox == (image.box != nil) ? nil : $0.line }
    guard let first = lineOfPart.updateValue(line, forKey: part) ?? other else {
      firstOfShare[share] = firstOfShare[share] ?? (line, image.box != nil)
      return
    }
    let box = other == nil ? part.box : nil
    throw DatasetError(
      .inconsistent, path: path, location: .line(line),
      problem: (box.map { "the box \(Manifest.corners($0)) of the image" } ?? "the image")
        + " \(image.name) is already on line \(first)",
      advice: allowsBoxes
        ? "Keep one line an image, or give every line of it a box." : "Keep one line an image.")
  }
}
