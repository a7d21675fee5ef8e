/// Images in one folder an instance: `<instance>/<image>.jpg`, `.png`, `.webp` and their like.
///
/// An image's name is its path below the dataset's folder, as in a manifest. What is passed over is as
/// `ImageFolder` says.
enum InstanceFolders {
  /// Returns whether a folder holds at least two folders with pictures, whether they are read or not.
  static func isLayout(_ folder: String) throws(DatasetError) -> Bool {
    var count = 0
    for name in try DatasetFiles.names(in: folder) ?? [] where !SystemFiles.isOne(name) {
      let path = "\(folder)/\(name)"
      guard DatasetFiles.isFolder(path) else { continue }
      let holdsPicture = try DatasetFiles.names(in: path)?.contains {
        PictureEnding.isReadable($0) || PictureEnding.foreignKind(of: $0) != nil
      }
      count += holdsPicture == true ? 1 : 0
      if count == 2 { return true }
    }
    return false
  }

  /// Lists the images of every instance, in byte order.
  ///
  /// - Parameter folder: the dataset's folder.
  /// - Returns: one record an image, and the pictures of kinds that are not read.
  /// - Throws: `DatasetError` for a folder without a picture that is read, a link that leaves it, or an
  ///   image that lies beside the folders of the instances.
  static func images(
    in folder: String
  ) throws(DatasetError) -> (images: [ImageRecord], passedOver: PassedOverPictures) {
    let found = try ImageFolder(
      folder, levels: 1, expecting: "Keep one folder of images an instance in \(folder).")
    let passedOver = found?.passedOver ?? PassedOverPictures()
    let files = found?.files ?? []
    if files.isEmpty, !passedOver.isEmpty { throw passedOver.refusal(of: folder) }
    let containment = Containment(of: folder)
    var images: [ImageRecord] = []
    for file in files {
      let parts = file.split(separator: "/")
      guard parts.count == 2 else {
        throw DatasetError(
          .inconsistent, path: "\(folder)/\(file)",
          problem: "the image lies beside the folders of the instances",
          advice: "Keep each image in the folder of its instance, or list all in a manifest.csv.")
      }
      let path = "\(folder)/\(file)"
      guard containment.holds(path) else {
        throw DatasetError(
          .malformed, path: path, problem: "the link leads out of the dataset's folder",
          advice: "Copy the image into the folder.")
      }
      images.append(ImageRecord(name: file, path: path, instance: String(parts[0])))
    }
    return (images, passedOver)
  }
}
