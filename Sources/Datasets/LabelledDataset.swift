/// Images with what is known of each: what a network is trained on.
public struct LabelledDataset: Sendable, Equatable {
  /// The manifest the images are listed in.
  public let manifestPath: String

  /// The images, in the manifest's order.
  public let images: [ImageRecord]

  /// Pictures in the folder that were passed over because their kinds are not read.
  public let passedOver: PassedOverPictures

  /// The split that the images are of; nil for all images of the manifest.
  public let selectedSplit: String?

  /// Creates a dataset.
  ///
  /// - Parameters:
  ///   - manifestPath: the manifest the images are listed in.
  ///   - images: the images, in the manifest's order.
  ///   - passedOver: pictures that were passed over because their kinds are not read.
  ///   - selectedSplit: the split that the images are of; nil for all images of the manifest.
  public init(
    manifestPath: String, images: [ImageRecord],
    passedOver: PassedOverPictures = PassedOverPictures(), selectedSplit: String? = nil
  ) {
    self.manifestPath = manifestPath
    self.images = images
    self.passedOver = passedOver
    self.selectedSplit = selectedSplit
  }

  /// Every image, in the order of names.
  public var listing: [ListedImage] { ListedImage.list(.training, images) }

  /// Returns the images of one split.
  ///
  /// Capitals and the spaces around a word do not matter. A word for queries or for the database, such
  /// as `query`, means all images that take that part, whichever word the manifest has for it.
  ///
  /// - Parameter split: a value of the manifest's column `split`.
  /// - Returns: the images of that split, in the manifest's order; at least one.
  /// - Throws: `DatasetError` that lists the splits there are, when there is no such one.
  public func selecting(split: String) throws(DatasetError) -> LabelledDataset {
    let roles = SplitRoles(images.map(writtenSplit))
    let word = SplitRoles.word(split)
    let role: ImageRole? =
      SplitRoles.queryWords.contains(word)
      ? .query : SplitRoles.databaseWords.contains(word) ? .database : nil
    let selected = images.filter { image in
      role.map { roles.role(of: writtenSplit(image)) == $0 }
        ?? (SplitRoles.word(writtenSplit(image)) == word)
    }
    guard !selected.isEmpty, !word.isEmpty else {
      let splits = Set(images.compactMap { $0.labels[Manifest.splitColumn] }).sorted()
      throw DatasetError(
        .inconsistent, path: manifestPath, problem: "no image is of the split '\(split)'",
        advice: splits.isEmpty
          ? "The manifest has no column named split."
          : "The splits are \(splits.joined(separator: ", ")).")
    }
    return LabelledDataset(
      manifestPath: manifestPath, images: selected, selectedSplit: split)
  }

  /// Returns the images as classes of one label.
  ///
  /// - Parameter label: `instance`, or the name of a label column such as `category`.
  /// - Returns: the names of the classes, sorted, and the class of each image.
  /// - Throws: `DatasetError` naming the first image without that label.
  public func classes(of label: String) throws(DatasetError) -> ImageClasses {
    var values: [String] = []
    for image in images {
      let value = label == Manifest.instanceColumn ? image.instance : image.labels[label]
      guard let value else {
        let labels = Set(images.flatMap(\.labels.keys)).sorted()
        throw DatasetError(
          .inconsistent, path: manifestPath,
          problem: "the image \(image.name) has no label '\(label)'",
          advice: "The labels are \((["instance"] + labels).joined(separator: ", ")).")
      }
      values.append(value)
    }
    let names = Set(values).sorted()
    let indexOfName = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    return ImageClasses(names: names, indices: values.map { indexOfName[$0, default: 0] })
  }
}

/// The classes of a label, numbered in the order of their names.
public struct ImageClasses: Sendable, Equatable {
  /// The name of each class, sorted.
  public let names: [String]

  /// The class of each image, an index into `names`.
  public let indices: [Int]
}
