import Datasets
import Specs

extension DatasetName {
  /// Returns the images of the list of distractors, once it is sure that all are there.
  ///
  /// - Parameter root: the folder of all datasets.
  /// - Returns: one record a line of the list; none for a set without distractors.
  /// - Throws: `DatasetError` for a damaged list, and for images that are missing.
  func presentDistractors(in root: String) throws(DatasetError) -> [ImageRecord] {
    guard let name = distractors else { return [] }
    let layout = RetrievalLayout(root: root, name: name)
    let images = try DistractorList.read(layout.distractorList, imageFolder: layout.imageFolder)
    let (found, missing) = try DistractorList.locate(images, folder: layout.imageFolder)
    guard missing.isEmpty else {
      throw DatasetError(
        .missing, path: layout.imageFolder,
        problem: "\(missing.count) images of the list \(layout.distractorList) are missing: "
          + missing.prefix(3).map(\.description).joined(separator: ", "),
        advice: "Unpack all images there; links must not lead out of the folder.")
    }
    return found
  }
}
