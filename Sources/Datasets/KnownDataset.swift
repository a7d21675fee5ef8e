/// What is publicly known of a benchmark: where it comes from and how large it is.
///
/// Counts are those of the ground truth files and of the datasets' pages. The page of Oxford5k speaks
/// of 5,062 images; its archive holds 5,063, the 4,993 and 70 names of the revisited ground truth.
/// The 6,412 images of Paris6k hold 20 damaged ones; the other 6,392 are the 6,322 and 70 names of
/// the revisited ground truth.
public struct KnownDataset: Sendable, Equatable {
  /// The name, which is also the name of its folder.
  public let name: String

  /// The page the images come from.
  public let source: String

  /// The page the ground truth comes from, when it is another one.
  public let groundTruthSource: String?

  /// The number of images that can be found, if it is known.
  public let databaseCount: Int?

  /// The number of queries, if it is known.
  public let queryCount: Int?

  /// The number of image files, the damaged ones among them, if it is known.
  public let imageFileCount: Int?

  /// Whether the images were replaced by ones with blurred faces.
  public let hasReleases: Bool

  /// Whether its page offers the classic ground truth: text files of good, ok and junk images.
  var hasTextGroundTruth: Bool { ["oxford5k", "paris6k"].contains(name) }

  /// The benchmarks that are known.
  public static let all = [
    KnownDataset(
      name: "roxford5k", source: oxford, groundTruthSource: revisited, databaseCount: 4_993,
      queryCount: 70, imageFileCount: 5_063, hasReleases: true),
    KnownDataset(
      name: "rparis6k", source: paris, groundTruthSource: revisited, databaseCount: 6_322,
      queryCount: 70, imageFileCount: 6_412, hasReleases: true),
    KnownDataset(
      name: "oxford5k", source: oxford, groundTruthSource: nil, databaseCount: 5_063,
      queryCount: 55, imageFileCount: 5_063, hasReleases: true),
    KnownDataset(
      name: "paris6k", source: paris, groundTruthSource: nil, databaseCount: 6_392,
      queryCount: 55, imageFileCount: 6_412, hasReleases: true),
    KnownDataset(
      name: "revisitop1m", source: "http://ptak.felk.cvut.cz/revisitop/revisitop1m/",
      groundTruthSource: nil, databaseCount: nil, queryCount: nil, imageFileCount: nil,
      hasReleases: false),
    KnownDataset(
      name: "ukbench", source: "https://archive.org/details/ukbench", groundTruthSource: nil,
      databaseCount: 10_200, queryCount: 10_200, imageFileCount: 10_200, hasReleases: false),
    KnownDataset(
      name: "holidays", source: "https://lear.inrialpes.fr/~jegou/data.php",
      groundTruthSource: nil, databaseCount: 1_491, queryCount: 500, imageFileCount: 1_491,
      hasReleases: false),
  ]

  /// Returns what is known of the benchmark of a name, or nil when it is none.
  public static func named(_ name: String) -> KnownDataset? { all.first { $0.name == name } }

  private static let oxford = "https://www.robots.ox.ac.uk/~vgg/data/oxbuildings/"
  private static let paris = "https://www.robots.ox.ac.uk/~vgg/data/parisbuildings/"
  private static let revisited = "http://cmp.felk.cvut.cz/revisitop/"
}
