/// How the images and positives of a dataset are kept on the disk.
public enum DatasetLayout: String, Sendable, CaseIterable {
  /// Images in `jpg`, with `gnd_<name>.pkl` or a folder `groundtruth` beside it.
  case oxford

  /// A `manifest.csv` that names each image and its instance.
  case manifest

  /// One folder of images an instance.
  case instanceFolders = "instance-folders"

  /// The numbered images of UKBench, in a dataset of that name.
  case ukbench

  /// The numbered images of INRIA Holidays, in a dataset called holidays.
  case holidays

  /// Returns the layout of a folder, from what is there.
  ///
  /// A ground truth comes first, then a manifest, then the name of the folder.
  static func detect(_ layout: RetrievalLayout) throws(DatasetError) -> DatasetLayout {
    if DatasetFiles.exists(layout.groundTruthFile) || DatasetFiles.exists(layout.groundTruthFolder)
    {
      return .oxford
    }
    if DatasetFiles.exists(layout.manifestFile) { return .manifest }
    if let numbered = numbered(layout.name) { return numbered }
    if DatasetFiles.exists(layout.imageFolder) { return .oxford }
    return try InstanceFolders.isLayout(layout.folder) ? .instanceFolders : .oxford
  }

  private static func numbered(_ name: String) -> DatasetLayout? {
    [.ukbench, .holidays].first { $0.rawValue == name }
  }
}

/// What a dataset's lists name, whether or not the images are there.
///
/// `RetrievalDataset.read` refuses a dataset at the first problem; this goes on, for a report of all.
public struct DatasetInventory: Sendable, Equatable {
  /// How the dataset is kept.
  public let layout: DatasetLayout

  /// The images and positives, those that are missing among them.
  public let dataset: RetrievalDataset

  /// The images that are not there, in the order of their names.
  public let missing: [MissingImage]

  /// The names of images that are not there, sorted.
  public var missingNames: [String] { missing.map(\.name) }

  /// What else is wrong; the dataset lacks the parts concerned.
  public let problems: [DatasetError]

  /// The number of image files in the folder, when the layout has a folder of images.
  public let imageFileCount: Int?

  /// Takes the inventory of a dataset.
  ///
  /// - Parameters:
  ///   - name: the name of the dataset and its folder.
  ///   - root: the folder of all datasets.
  /// - Returns: what was found.
  /// - Throws: `DatasetError` when not even the lists can be had.
  public static func take(_ name: String, root: String) throws(DatasetError) -> DatasetInventory {
    let place = RetrievalLayout(root: root, name: name)
    let layout = try DatasetLayout.detect(place)
    switch layout {
    case .oxford: return try OxfordReader(layout: place).inventory()
    case .manifest:
      let read = try Manifest.inventory(place.manifestFile)
      // A task needs images; without any, the problems of the lines say why there are none.
      let parts =
        read.dataset.images.isEmpty && !read.problems.isEmpty ? nil : try read.dataset.parts()
      var task: RetrievalTask?
      if let parts {
        task = try .manifest(
          queries: parts.queries, database: parts.database, path: place.manifestFile)
      }
      return DatasetInventory(
        layout: layout, dataset: dataset(name, task, notes: parts?.notes ?? []),
        missing: read.missing.sorted { $0.name < $1.name },
        problems: read.problems, imageFileCount: nil)
    case .instanceFolders:
      let (images, passedOver) = try InstanceFolders.images(in: place.folder)
      let task = try RetrievalTask.manifest(queries: images, database: images, path: place.folder)
      return complete(layout, dataset(name, task, passedOver), files: images.count)
    case .ukbench:
      let (task, passedOver) = try NumberedSets.ukbench(place.folder)
      return complete(layout, dataset(name, task, passedOver), files: task.database.count)
    case .holidays:
      let (task, passedOver) = try NumberedSets.holidays(place.folder)
      return complete(layout, dataset(name, task, passedOver), files: task.database.count)
    }
  }

  /// Returns whether a folder holds a list of distractors and nothing that asks for them.
  public static func isDistractorList(
    _ layout: RetrievalLayout
  ) throws(DatasetError) -> Bool {
    guard DatasetFiles.exists(layout.distractorList) else { return false }
    return try DatasetLayout.detect(layout) == .oxford
      && !DatasetFiles.exists(layout.groundTruthFile)
      && !DatasetFiles.exists(layout.groundTruthFolder)
  }

  private static func dataset(
    _ name: String, _ task: RetrievalTask?,
    _ passedOver: PassedOverPictures = PassedOverPictures(), notes: [String] = []
  ) -> RetrievalDataset {
    RetrievalDataset(
      name: name, revisited: nil, classic: nil, manifest: task, passedOver: passedOver,
      notes: notes)
  }

  private static func complete(
    _ layout: DatasetLayout, _ dataset: RetrievalDataset, files: Int
  ) -> DatasetInventory {
    DatasetInventory(
      layout: layout, dataset: dataset, missing: [], problems: [], imageFileCount: files)
  }
}
