extension RetrievalDataset {
  /// Reads a dataset in whichever layout it is kept, and checks that its images are there.
  ///
  /// The layouts are those of `DatasetLayout`: Oxford's, a manifest, one folder an instance, and the
  /// numbered images of UKBench and Holidays.
  ///
  /// - Parameters:
  ///   - name: the name of the dataset and its folder.
  ///   - root: the folder of all datasets.
  /// - Returns: the images and positives of each protocol found.
  /// - Throws: `DatasetError` for a missing folder, ground truth or image, or a damaged file.
  public static func read(
    _ name: String, root: String
  ) throws(DatasetError) -> RetrievalDataset {
    let inventory = try DatasetInventory.take(name, root: root)
    if let problem = inventory.problems.first { throw problem }
    let missing = inventory.missing
    guard missing.isEmpty else {
      let layout = RetrievalLayout(root: root, name: name)
      let isManifest = inventory.layout == .manifest
      throw DatasetError(
        .missing, path: isManifest ? layout.manifestFile : layout.imageFolder,
        problem: "\(missing.count) images of the \(isManifest ? "manifest" : "ground truth") are "
          + "missing: \(examples(of: missing.map(\.description)))",
        advice: isManifest
          ? "Paths are relative to the manifest's folder; are all images unpacked into it?"
          : layout.howToGet)
    }
    return inventory.dataset
  }
}
