/// Images in one folder an instance: `<instance>/<image>.jpg`, `.jpeg` or `.png`.
///
/// An image's name is its path below the dataset's folder, as in a manifest. Hidden files, and files
/// that are no images by their names, are passed over.
enum InstanceFolders {
  /// Returns whether a folder holds at least two folders with images.
  static func isLayout(_ folder: String) throws(DatasetError) -> Bool {
    var count = 0
    for name in try DatasetFiles.names(in: folder) ?? [] where !name.hasPrefix(".") {
      let path = "\(folder)/\(name)"
      guard !ImageFolder.isImage(name), DatasetFiles.isFolder(path) else { continue }
      count +=
        try DatasetFiles.names(in: path)?.contains(where: ImageFolder.isImage) == true ? 1 : 0
      if count == 2 { return true }
    }
    return false
  }

  /// Lists the images of every instance, in byte order.
  ///
  /// - Parameter folder: the dataset's folder.
  /// - Returns: one record an image.
  /// - Throws: `DatasetError` for a link that leaves the folder, or an image that lies beside the
  ///   folders of the instances.
  static func images(in folder: String) throws(DatasetError) -> [ImageRecord] {
    let files = try ImageFolder(folder, levels: 1)?.files ?? []
    let containment = Containment(of: folder)
    var images: [ImageRecord] = []
    for file in files {
      let parts = file.split(separator: "/")
      guard parts.count == 2 else {
        throw DatasetError(
          .inconsistent, path: "\(folder)/\(file)",
          problem: "the image lies beside the folders of the instances",
          advice: "Move it into one of them, or list the images in a manifest.csv.")
      }
      let path = "\(folder)/\(file)"
      guard containment.holds(path) else {
        throw DatasetError(
          .malformed, path: path, problem: "the link leads out of the dataset's folder",
          advice: "Copy the image into the folder.")
      }
      images.append(ImageRecord(name: file, path: path, instance: String(parts[0])))
    }
    return images
  }
}
