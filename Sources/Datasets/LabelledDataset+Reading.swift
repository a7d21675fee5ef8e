extension LabelledDataset {
  /// Reads a set that networks are fitted on: `manifest.csv`, or one folder of images an instance.
  ///
  /// - Parameters:
  ///   - name: the name of the set and its folder.
  ///   - root: the folder of all datasets.
  /// - Returns: the images with what is known of each; of folders, that is the instance.
  ///   An image is listed once: networks are fitted on whole images.
  /// - Throws: `DatasetError` for a folder of neither layout, a missing image or a damaged list.
  public static func read(
    _ name: String, root: String
  ) throws(DatasetError) -> LabelledDataset {
    let layout = RetrievalLayout(root: root, name: name)
    guard !DatasetFiles.exists(layout.manifestFile),
      try InstanceFolders.isLayout(layout.folder)
    else {
      return try Manifest.read(layout.manifestFile, allowingBoxes: false, asGroundTruth: false)
    }
    let (images, passedOver) = try InstanceFolders.images(in: layout.folder)
    return LabelledDataset(manifestPath: layout.folder, images: images, passedOver: passedOver)
  }
}
