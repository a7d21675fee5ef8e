/// Benchmarks whose file names say which images belong together.
enum NumberedSets {
  /// UKBench: `ukbench00000.jpg` and on, four consecutive numbers an object.
  ///
  /// Nistér and Stewénius 2006; http://vis.uky.edu/~stewe/ukbench/. The images lie in the folder
  /// `full` of the archive, or beside each other in the dataset's. Every image is a query and finds
  /// the three others; the benchmark's own score also counts the query itself.
  static func ukbench(
    _ folder: String
  ) throws(DatasetError) -> (task: RetrievalTask, passedOver: PassedOverPictures) {
    let (images, passedOver) = try numbered(
      .ukbench, in: folder, imageFolder: "full", digits: 5, prefix: "ukbench")
    let records = images.map { $0.record(instance: "\($0.number / 4)") }
    var counts: [Int: Int] = [:]
    for image in images { counts[image.number / 4, default: 0] += 1 }
    if let (group, count) = counts.filter({ $0.value != 4 }).min(by: { $0.key < $1.key }) {
      throw DatasetError(
        .inconsistent, path: folder,
        problem: "of the four images from ukbench\(padded(4 * group, to: 5)) on there are \(count)",
        advice: "Unpack the archive again; groups are four consecutive numbers.")
    }
    return (try .manifest(queries: records, database: records, path: folder), passedOver)
  }

  /// INRIA Holidays: `100000.jpg` and on, one group for each number divided by 100.
  ///
  /// Jégou, Douze and Schmid 2008; https://lear.inrialpes.fr/~jegou/data.php. The image whose number
  /// is a multiple of 100 is the query of its group, and is passed over in its own ranking, as in the
  /// authors' `holidays_map.py`. The images lie in the folder `jpg`, or in the dataset's.
  static func holidays(
    _ folder: String
  ) throws(DatasetError) -> (task: RetrievalTask, passedOver: PassedOverPictures) {
    let (images, passedOver) = try numbered(
      .holidays, in: folder, imageFolder: "jpg", digits: 6, prefix: "")
    let records = images.map { $0.record(instance: "\($0.number / 100)") }
    let queries = zip(images, records).filter { $0.0.number % 100 == 0 }.map(\.1)
    let groups = Set(queries.compactMap(\.instance))
    if let orphan = records.first(where: { !groups.contains($0.instance ?? "") }) {
      throw DatasetError(
        .inconsistent, path: orphan.path,
        problem: "the query of its group, \(orphan.instance ?? "")00, is not there",
        advice: "Unpack both archives, jpg1.tar.gz and jpg2.tar.gz, into the folder.")
    }
    return (try .manifest(queries: queries, database: records, path: folder), passedOver)
  }

  private struct NumberedImage {
    let number: Int
    let name: String
    let path: String

    func record(instance: String) -> ImageRecord {
      ImageRecord(name: name, path: path, instance: instance)
    }
  }

  private static func numbered(
    _ set: DatasetLayout, in folder: String, imageFolder: String, digits: Int, prefix: String
  ) throws(DatasetError) -> (images: [NumberedImage], passedOver: PassedOverPictures) {
    let inner = "\(folder)/\(imageFolder)"
    let source = KnownDataset.named(set.rawValue)?.source ?? set.rawValue
    let place = DatasetFiles.isFolder(inner) ? inner : folder
    let found = try ImageFolder(
      place,
      expecting: "The images of \(source) lie in \(inner), or beside each other in \(folder).")
    let paths = try found?.pathsByName() ?? [:]
    if paths.isEmpty, let found, !found.passedOver.isEmpty {
      throw found.passedOver.refusal(of: place)
    }
    guard !paths.isEmpty else {
      throw DatasetError(
        .missing, path: place, problem: "there are no images",
        advice: "Unpack the images of \(source) into \(inner).")
    }
    var images: [NumberedImage] = []
    for (name, path) in paths.sorted(by: { $0.key < $1.key }) {
      let rest = name.dropFirst(prefix.count)
      guard name.hasPrefix(prefix), rest.utf8.count == digits,
        rest.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(rest)
      else {
        throw DatasetError(
          .malformed, path: path,
          problem:
            "the name is not \(prefix.isEmpty ? "" : "\(prefix) and ")\(digits) digits, so its group cannot be told",
          advice: "Keep other images out of the folder, or give the dataset's folder another name.")
      }
      images.append(NumberedImage(number: number, name: name, path: path))
    }
    return (images, found?.passedOver ?? PassedOverPictures())
  }

  private static func padded(_ number: Int, to digits: Int) -> String {
    let text = "\(number)"
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
  }
}
