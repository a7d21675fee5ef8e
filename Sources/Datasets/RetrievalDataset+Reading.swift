import Evaluation

extension RetrievalDataset {
  /// Reads a dataset in the layout of Oxford and Paris, and checks that its images are there.
  ///
  /// What is found decides the protocols: `gnd_<name>.pkl` is revisited or classic by the lists it
  /// holds, and a folder `groundtruth` is classic, unless the file already is.
  ///
  /// - Parameters:
  ///   - name: the name of the dataset and its folder.
  ///   - root: the folder of all datasets.
  /// - Returns: the images and right answers of each protocol found.
  /// - Throws: `DatasetError` for a missing folder, ground truth or image, or a damaged file.
  public static func read(
    _ name: String, root: String
  ) throws(DatasetError) -> RetrievalDataset {
    let layout = RetrievalLayout(root: root, name: name)
    let imageNames = try imageNames(layout)
    let excluded = imageNames.filter(KnownDamage.parisNames.contains)
    var truths: [EvaluationProtocol: GroundTruth] = [:]
    if DatasetFiles.exists(layout.groundTruthFile) {
      let truth = try GroundTruthFile.read(layout.groundTruthFile)
      // Before the classic lists are read, which can only say that an image is unknown to them.
      try check(truth, Set(imageNames), layout)
      truths[truth.evaluationProtocol] = truth
    }
    var classicLandmarks: [String]?
    if truths[.classic] == nil, DatasetFiles.exists(layout.groundTruthFolder) {
      let read = try ClassicGroundTruth.read(
        layout.groundTruthFolder,
        databaseNames: imageNames.filter { !KnownDamage.parisNames.contains($0) })
      truths[.classic] = read.groundTruth
      classicLandmarks = read.landmarks
    }
    guard !truths.isEmpty else {
      throw DatasetError(
        .missing, path: layout.folder,
        problem: "there is neither gnd_\(name).pkl nor a folder groundtruth",
        advice: layout.howToGet)
    }
    var known: [String: String] = [:]
    if let truth = truths[.classic], let classicLandmarks {
      for (query, landmark) in zip(truth.queries, classicLandmarks) {
        known[query.name] = landmark
      }
    }
    return RetrievalDataset(
      name: name, revisited: task(truths[.revisited], known, layout),
      classic: task(truths[.classic], known, layout), excludedNames: excluded)
  }

  /// Returns the names of the images in the folder, sorted.
  private static func imageNames(_ layout: RetrievalLayout) throws(DatasetError) -> [String] {
    guard let files = try DatasetFiles.names(in: layout.imageFolder) else {
      throw DatasetError(
        .missing, path: layout.imageFolder, problem: "the folder does not exist",
        advice: layout.howToGet)
    }
    return files.filter { $0.hasSuffix(".jpg") }.map { String($0.dropLast(4)) }.sorted()
  }

  /// Refuses a ground truth that names images which are not there.
  private static func check(
    _ groundTruth: GroundTruth, _ present: Set<String>, _ layout: RetrievalLayout
  ) throws(DatasetError) {
    let needed = groundTruth.databaseNames + groundTruth.queries.map(\.name)
    let missing = Set(needed).subtracting(present).sorted()
    guard missing.isEmpty else {
      let examples = missing.prefix(3).joined(separator: ", ")
      throw DatasetError(
        .missing, path: layout.imageFolder,
        problem: "\(missing.count) images of the ground truth are missing: \(examples)"
          + (missing.count > 3 ? " …" : ""),
        advice: layout.howToGet)
    }
  }

  private static func task(
    _ groundTruth: GroundTruth?, _ known: [String: String], _ layout: RetrievalLayout
  ) -> RetrievalTask? {
    guard let groundTruth else { return nil }
    let landmarks = QueryLandmarks.names(of: groundTruth, known: known)
    return RetrievalTask(
      database: groundTruth.databaseNames.map {
        ImageRecord(name: $0, path: layout.imagePath($0))
      },
      queries: zip(groundTruth.queries, landmarks).map { query, landmark in
        ImageRecord(
          name: query.name, path: layout.imagePath(query.name), box: query.box,
          instance: landmark)
      },
      groundTruth: groundTruth)
  }
}
