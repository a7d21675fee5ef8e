public import Evaluation

/// One image of a dataset: where it is and what is known of it.
public struct ImageRecord: Sendable, Hashable {
  /// The name by which ground truths and descriptor files refer to it.
  public let name: String

  /// The file that holds it.
  public let path: String

  /// The part that shows the object; nil for the whole image.
  public let box: PixelBounds?

  /// The object it shows, if that is known.
  public let instance: String?

  /// The other objects that a whole image is known to show, where several were listed.
  public let alsoShows: [String]

  /// What else is known of it, by the name of the label, such as `category`.
  public let labels: [String: String]

  /// The directions from which it shows objects, where it was read as part of a ground truth.
  public let views: ObjectViews

  /// The name of the image without its box: another than `name` where a manifest lists several boxes.
  public let imageName: String

  /// Creates a record.
  ///
  /// - Parameters:
  ///   - name: the name by which ground truths and descriptor files refer to it.
  ///   - path: the file that holds it.
  ///   - box: the part that shows the object; nil for the whole image.
  ///   - instance: the object it shows, if that is known.
  ///   - alsoShows: the other objects it is known to show.
  ///   - labels: what else is known of it.
  ///   - views: the directions from which it shows objects.
  ///   - imageName: the name without the box; `name` unless given.
  public init(
    name: String, path: String, box: PixelBounds? = nil, instance: String? = nil,
    alsoShows: [String] = [], labels: [String: String] = [:], views: ObjectViews = ObjectViews(),
    imageName: String? = nil
  ) {
    self.name = name
    self.path = path
    self.box = box
    self.instance = instance
    self.alsoShows = alsoShows
    self.labels = labels
    self.views = views
    self.imageName = imageName ?? name
  }

  /// Returns the same image in another file.
  func at(_ path: String) -> ImageRecord {
    ImageRecord(
      name: name, path: path, box: box, instance: instance, alsoShows: alsoShows, labels: labels,
      views: views, imageName: imageName)
  }
}

extension ImageRecord {
  /// Returns the file that holds it from a folder on; its whole path where it does not lie in the folder.
  package func path(below folder: String) -> String {
    let start = folder.hasSuffix("/") ? folder : "\(folder)/"
    return path.hasPrefix(start) ? String(path.dropFirst(start.count)) : path
  }
}

/// What an image is there for.
public enum ImageRole: String, Sendable, CaseIterable {
  /// It is searched for.
  case query

  /// It can be found.
  case database

  /// It is trained on.
  case training
}

/// One line of a dataset's contents: what a fingerprint is made of.
public struct ListedImage: Sendable, Hashable {
  /// What the image is there for.
  public let role: ImageRole

  /// The name of the image.
  public let name: String

  /// The file that holds it.
  public let path: String

  /// Creates a line.
  ///
  /// - Parameters:
  ///   - role: what the image is there for.
  ///   - name: the name of the image.
  ///   - path: the file that holds it.
  public init(role: ImageRole, name: String, path: String) {
    self.role = role
    self.name = name
    self.path = path
  }

  /// Returns the images under one role, in the order of their names, each file once.
  static func list(_ role: ImageRole, _ records: [ImageRecord]) -> [ListedImage] {
    let listed = Set(records.map { ListedImage(role: role, name: $0.name, path: $0.path) })
    return listed.sorted { ($0.name, $0.path) < ($1.name, $1.path) }
  }
}
