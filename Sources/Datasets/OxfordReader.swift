import Evaluation

/// Reads a dataset in the layout of Oxford and Paris.
///
/// What is found decides the protocols: `gnd_<name>.pkl` is revisited or classic by the lists it
/// holds, and a folder `groundtruth` is classic, unless the file already is.
struct OxfordReader {
  let layout: RetrievalLayout

  func inventory() throws(DatasetError) -> DatasetInventory {
    let expected = "The images lie in \(layout.imageFolder), at most two folders deep."
    guard let folder = try ImageFolder(layout.imageFolder, expecting: expected) else {
      throw try noImages()
    }
    let truths = try groundTruths(folder)
    guard truths.revisited != nil || truths.classic != nil else {
      throw DatasetError(
        .missing, path: layout.folder,
        problem: "there is neither gnd_\(layout.name).pkl nor a folder groundtruth",
        advice: layout.howToGet)
    }
    let needed = [truths.revisited, truths.classic].compactMap(\.self).flatMap {
      $0.databaseNames + $0.queries.map(\.name)
    }
    let paths = try folder.paths(of: needed)
    let labels =
      DatasetFiles.exists(layout.labelFile)
      ? try LabelTable(layout.labelFile).labels(of: needed) : [:]
    let dataset = RetrievalDataset(
      name: layout.name,
      revisited: truths.revisited.map { task($0, truths.landmarks, paths, labels) },
      classic: truths.classic.map { task($0, truths.landmarks, paths, labels) },
      excludedNames: folder.files.map(ImageFolder.name).filter(KnownDamage.parisNames.contains)
        .sorted(), passedOver: folder.passedOver)
    let finder = FileFinder()
    let missing = try Set(needed).filter { paths[$0] == nil }.sorted().map {
      (name) throws(DatasetError) in try self.missing(name, finder)
    }
    return DatasetInventory(
      layout: .oxford, dataset: dataset, missing: missing, problems: [],
      imageFileCount: folder.files.count)
  }

  /// Returns an image that is not there, with what lies in the image folder instead.
  private func missing(
    _ name: String, _ finder: FileFinder
  ) throws(DatasetError) -> MissingImage {
    switch try finder.find(name, in: "\(layout.imageFolder)/") {
    case .found: MissingImage(name: name, hint: nil)
    case .absent(let hint): MissingImage(name: name, hint: hint)
    }
  }

  /// Returns why a dataset without a folder of images is of no use, by what lies in its own folder.
  private func noImages() throws(DatasetError) -> DatasetError {
    let isKnown = layout.isDrawn || KnownDataset.named(layout.name) != nil
    let expected =
      isKnown ? layout.howToGet : "Keep one folder of images an instance in \(layout.folder)."
    let found = try ImageFolder(layout.folder, levels: 1, expecting: expected)
    if let found, found.files.isEmpty, !found.passedOver.isEmpty {
      return found.passedOver.refusal(of: layout.folder)
    }
    guard DatasetFiles.isFolder(layout.folder), !isKnown else {
      let missing = DatasetFiles.isFolder(layout.folder) ? layout.imageFolder : layout.folder
      return DatasetError(
        .missing, path: missing, problem: "the folder does not exist", advice: layout.howToGet)
    }
    let folders = Set(
      (found?.files ?? []).filter { $0.contains("/") }.map { $0.prefix { $0 != "/" } })
    return DatasetError(
      .missing, path: layout.folder,
      problem: folders.count == 1
        ? "it holds one folder of images, and two instances are the fewest to tell apart"
        : "it holds no images in a layout that is known",
      advice: layout.howToGet)
  }

  private struct Truths {
    var revisited: GroundTruth?
    var classic: GroundTruth?

    /// The landmark of a query, by its name, as far as the file names of the classic lists say.
    var landmarks: [String: String] = [:]
  }

  private func groundTruths(_ folder: ImageFolder) throws(DatasetError) -> Truths {
    var truths = Truths()
    if DatasetFiles.exists(layout.groundTruthFile) {
      let truth = try GroundTruthFile.read(layout.groundTruthFile)
      switch truth.evaluationProtocol {
      case .classic: truths.classic = truth
      case .revisited, .manifest: truths.revisited = truth
      }
    }
    guard truths.classic == nil, let lists = try ClassicFiles(layout.groundTruthFolder) else {
      return truths
    }
    // With the names of missing images, so that these are reported together, not at the first list.
    let named = lists.imageNames
    let imageNames = Set(try folder.pathsByName().keys)
    let database = imageNames.subtracting(KnownDamage.parisNames).union(named).sorted()
    let read = try ClassicGroundTruth.read(lists, databaseNames: database)
    truths.classic = read.groundTruth
    for (query, landmark) in zip(read.groundTruth.queries, read.landmarks) {
      truths.landmarks[query.name] = landmark
    }
    return truths
  }

  private func task(
    _ groundTruth: GroundTruth, _ known: [String: String], _ paths: [String: String],
    _ labels: [String: [String: String]]
  ) -> RetrievalTask {
    let landmarks = QueryLandmarks.names(of: groundTruth, known: known)
    return RetrievalTask(
      database: groundTruth.databaseNames.map {
        ImageRecord(
          name: $0, path: paths[$0] ?? layout.imagePath($0), labels: labels[$0] ?? [:])
      },
      queries: zip(groundTruth.queries, landmarks).map { query, landmark in
        ImageRecord(
          name: query.name, path: paths[query.name] ?? layout.imagePath(query.name),
          box: query.box, instance: landmark, labels: labels[query.name] ?? [:])
      },
      groundTruth: groundTruth)
  }
}
