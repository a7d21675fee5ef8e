/// Where the files of one retrieval dataset are: the layout Oxford and Paris are kept in.
///
/// `<root>/<name>/jpg/*.jpg` (or `.png`, `.webp` and their like; folders within are searched), `<root>/<name>/gnd_<name>.pkl` for a ground truth in one file, and
/// `<root>/<name>/groundtruth/*_{query,good,ok,junk}.txt` for a classic one in text files.
public struct RetrievalLayout: Sendable, Hashable {
  /// The folder of all datasets.
  public let root: String

  /// The name of this one, and of its folder.
  public let name: String

  /// The name that files bear: what stands before an "@", behind which one rendered set is told from
  /// another of its name.
  private var setName: Substring { name.prefix { $0 != "@" } }

  /// Creates the layout of a dataset that may or may not exist yet.
  ///
  /// - Parameters:
  ///   - root: the folder of all datasets.
  ///   - name: the name of this one.
  public init(root: String, name: String) {
    self.root = root
    self.name = name
  }

  /// The folder of this dataset.
  public var folder: String { root.hasSuffix("/") ? root + name : "\(root)/\(name)" }

  /// The folder of its images.
  public var imageFolder: String { "\(folder)/jpg" }

  /// The ground truth in one file.
  public var groundTruthFile: String { "\(folder)/gnd_\(setName).pkl" }

  /// The folder of the classic ground truth in text files.
  public var groundTruthFolder: String { "\(folder)/groundtruth" }

  /// The table of images that name their instance.
  public var manifestFile: String { "\(folder)/manifest.csv" }

  /// The table of labels of the images, beside a ground truth that has none.
  public var labelFile: String { "\(folder)/labels.csv" }

  /// The table of numbers that are known of how each image was taken.
  public var viewFile: String { "\(folder)/\(Self.viewFileName)" }

  /// The name of that table.
  public static let viewFileName = "views.csv"

  /// The list of images that answer no query, such as `revisitop1m.txt`.
  public var distractorList: String { "\(folder)/\(setName).txt" }

  /// The file of one image, as the sets that are rendered here are kept.
  public func imagePath(_ imageName: String) -> String { "\(imageFolder)/\(imageName).jpg" }

  /// Whether the set is one of those that are rendered, not downloaded.
  public var isDrawn: Bool { name.hasPrefix("mini-") }

  /// How to get this dataset when it is not there.
  public var howToGet: String {
    if isDrawn {
      return "Run `iir dataset generate --data \(root)` to create it; "
        + "it keeps a folder that is there, so move what is left of the set away first."
    }
    guard let known = KnownDataset.named(name) else {
      return
        "In \(folder), keep one folder of images an instance, or a manifest.csv, or the images "
        + "in jpg with gnd_\(name).pkl beside it; or name the right folder with --data."
    }
    let truth =
      known.groundTruthSource.map { " and gnd_\(name).pkl from \($0) into \(folder)" }
      ?? (known.hasTextGroundTruth
        ? ", and the text files of its ground truth into \(groundTruthFolder)" : "")
    return "Put the images of \(known.source) into \(imageFolder)\(truth)."
  }
}
