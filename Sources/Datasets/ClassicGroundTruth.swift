public import Evaluation

/// Classic ground truths in text files, as Oxford5k and Paris6k publish them.
///
/// Each query has four files, `<landmark>_<number>_{query,good,ok,junk}.txt`: the query's image name
/// and box in one line, then names of images, one a line. Names may hold spaces; the box is the last
/// four fields of its line. Oxford writes `oxc1_` before the name of a query.
public enum ClassicGroundTruth {
  static let queryPrefix = "oxc1_"
  static let querySuffix = "_query.txt"

  /// Reads the queries in the order of their file names.
  ///
  /// - Parameters:
  ///   - folder: the folder of the text files.
  ///   - databaseNames: the name of each database image; the queries are among them.
  /// - Returns: the ground truth, and the landmark of each query as the file names say.
  /// - Throws: `DatasetError` with the line that is wrong.
  public static func read(
    _ folder: String, databaseNames: [String]
  ) throws(DatasetError) -> (groundTruth: GroundTruth, landmarks: [String]) {
    guard let files = try ClassicFiles(folder) else {
      throw DatasetError(
        .missing, path: folder, problem: "the folder does not exist",
        advice: "Unpack the ground truth files of the dataset into it.")
    }
    return try read(files, databaseNames: databaseNames)
  }

  /// Reads the queries of files whose texts are in memory.
  static func read(
    _ files: ClassicFiles, databaseNames: [String]
  ) throws(DatasetError) -> (groundTruth: GroundTruth, landmarks: [String]) {
    let topics = files.names.filter { $0.hasSuffix(querySuffix) }
      .map { String($0.dropLast(querySuffix.count)) }
    guard !topics.isEmpty else {
      throw DatasetError(
        .missing, path: files.folder, problem: "no file is named *\(querySuffix)",
        advice: "Unpack the ground truth files of the dataset into it.")
    }
    let reader = ClassicReader(files: files, databaseNames: databaseNames)
    try reader.checkLists(topics: Set(topics))
    var queries: [QueryTruth] = []
    for topic in topics { queries.append(try reader.query(topic)) }
    do {
      let truth = try GroundTruth(
        evaluationProtocol: .classic, databaseNames: databaseNames, queries: queries)
      return (truth, topics.map(ImageNames.withoutNumber))
    } catch {
      throw DatasetError(
        .inconsistent, path: files.folder, problem: withoutFullStop("\(error)"),
        advice: "Download or generate the ground truth again.")
    }
  }

  /// Writes four files a query into a folder that holds none yet.
  ///
  /// - Parameters:
  ///   - groundTruth: a ground truth of the classic protocol; every query has a box.
  ///   - landmarks: the landmark of each query; queries of one are numbered from 1.
  ///   - folder: the folder, which is created.
  /// - Throws: `DatasetError` when the folder already holds files, or cannot be written.
  public static func write(
    _ groundTruth: GroundTruth, landmarks: [String], to folder: String
  ) throws(DatasetError) {
    let queries = groundTruth.queries
    precondition(
      landmarks.count == queries.count,
      "expected \(queries.count) landmarks, found \(landmarks.count)")
    if let names = try DatasetFiles.names(in: folder), !names.isEmpty {
      throw DatasetError(
        .inconsistent, path: folder, problem: "the folder already holds files",
        advice: "Remove it first, so that no old query stays behind.")
    }
    var count: [String: Int] = [:]
    for (query, landmark) in zip(queries, landmarks) {
      precondition(ImageNames.isPlain(landmark), "expected a plain name, found '\(landmark)'")
      count[landmark, default: 0] += 1
      let topic = "\(folder)/\(landmark)_\(count[landmark, default: 1])"
      try write(query, databaseNames: groundTruth.databaseNames, to: topic)
    }
  }

  private static func write(
    _ query: QueryTruth, databaseNames: [String], to topic: String
  ) throws(DatasetError) {
    guard case .classic(let good, let ok, let junk) = query.lists, let box = query.box else {
      preconditionFailure("expected classic lists and a box for query \(query.name)")
    }
    let line = "\(query.name) \(box.x1) \(box.y1) \(box.x2) \(box.y2)\n"
    try DatasetFiles.write(Array(line.utf8), to: topic + querySuffix)
    for (list, indices) in [("good", good), ("ok", ok), ("junk", junk)] {
      let text = indices.map { databaseNames[$0] + "\n" }.joined()
      try DatasetFiles.write(Array(text.utf8), to: "\(topic)_\(list).txt")
    }
  }
}
