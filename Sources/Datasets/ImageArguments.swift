public import Foundation
import Images

/// Images as they are named on a command line: lists, folders, single files, or several of them.
///
/// Each value is what it turns out to be: "-" is a list on standard input, with paths relative to the
/// working directory; a folder is all images in it and below, in byte order, named by their paths
/// below it; a file is an image when its name ends like a picture's or its first bytes are of one, and
/// then it is named as it was given; any other file is a list.
public enum ImageArguments {
  /// How many levels of folders below a given one are searched.
  private static let levels = 8

  /// What the values name.
  public struct Found: Sendable, Equatable {
    /// The images, in the order of the values.
    public fileprivate(set) var images: [ImageRecord] = []

    /// The pictures in folders that were passed over because their kinds are not read.
    public fileprivate(set) var passedOver = PassedOverPictures()
  }

  /// Reads what the values name.
  ///
  /// - Parameters:
  ///   - values: at least one.
  ///   - standardInput: where the list of "-" is read from.
  /// - Returns: the images; those of lists may repeat.
  /// - Throws: `DatasetError` for a value that names no image, a list that is damaged, and images of two
  ///   folders that would bear one name.
  public static func read(
    _ values: [String], standardInput: FileHandle = .standardInput
  ) throws(DatasetError) -> Found {
    let finder = FileFinder()
    var found = Found()
    var folderOfName: [String: String] = [:]
    for value in values {
      if value == "-" {
        found.images += try ImageListFile.read(standardInput)
      } else if DatasetFiles.isFolder(value) {
        let (images, passedOver) = try images(inFolder: value)
        for image in images {
          guard let other = folderOfName.updateValue(value, forKey: image.name) else { continue }
          throw DatasetError(
            .inconsistent, path: value,
            problem: "its image \(image.name) would bear the name of one in \(other)",
            advice: "Names are paths below the folder given; give the folder that holds both.")
        }
        found.images += images
        found.passedOver.add(passedOver)
      } else {
        let path = try file(value, finder)
        found.images +=
          try isPicture(path)
          ? [ImageRecord(name: value, path: path)] : ImageListFile.read(path)
      }
    }
    return found
  }

  private static func images(
    inFolder path: String
  ) throws(DatasetError) -> (images: [ImageRecord], passedOver: PassedOverPictures) {
    let place = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    let found = try ImageFolder(
      place, levels: levels, expecting: "Give a folder that lies nearer to the images.")
    guard let found, !found.files.isEmpty else {
      if let found, !found.passedOver.isEmpty { throw found.passedOver.refusal(of: path) }
      throw DatasetError(
        .missing, path: path, problem: "the folder holds no image",
        advice: "Give a folder of JPEG, PNG or WebP files, or a list of them.")
    }
    let images = found.files.map { ImageRecord(name: $0, path: "\(place)/\($0)") }
    let containment = Containment(of: place)
    if let stray = images.first(where: { !containment.holds($0.path) }) {
      throw DatasetError(
        .malformed, path: stray.path, problem: "the link leads out of the folder",
        advice: "Copy the image into the folder, or name it in a list.")
    }
    return (images, found.passedOver)
  }

  /// Returns the file that a value names, in whichever Unicode form it is there.
  private static func file(_ value: String, _ finder: FileFinder) throws(DatasetError) -> String {
    switch try finder.find(value, in: "") {
    case .found(let path): return path
    case .absent(let hint):
      throw DatasetError(
        .missing, path: value,
        problem: "there is no such list, folder or image" + (hint.map { " (\($0))" } ?? ""),
        advice: "Check the path.")
    }
  }

  private static func isPicture(_ path: String) throws(DatasetError) -> Bool {
    if PictureEnding.isReadable(path) || PictureEnding.foreignKind(of: path) != nil { return true }
    do throws(ImageError) {
      return try PictureFile.isPicture(at: path)
    } catch {
      throw DatasetError(
        .inputOutput, path: path, problem: withoutFullStop("\(error)"),
        advice: "Give a list, a folder or an image.")
    }
  }
}
