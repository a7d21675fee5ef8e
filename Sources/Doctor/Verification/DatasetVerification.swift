/// What was found out about one dataset before anything is computed from it.
public struct DatasetVerification: Sendable, Hashable, Codable {
  /// The images and queries of one protocol.
  public struct ProtocolSummary: Sendable, Hashable, Codable {
    /// The name of the protocol.
    public let name: String

    /// The number of images that can be found.
    public let databaseCount: Int

    /// The number of queries.
    public let queryCount: Int

    /// The number of queries without a positive, by the setting that drops them.
    public let unanswerable: [String: Int]
  }

  /// Problems of one kind.
  public struct ProblemGroup: Sendable, Hashable, Codable {
    /// The most problems of one kind that are written out.
    public static let exampleLimit = 10

    /// What kind: "missing images".
    public let kind: String

    /// How many there are.
    public let count: Int

    /// The first of them, each with what is wrong.
    public let examples: [String]

    /// Groups problems; nil when there are none.
    init?(_ kind: String, _ problems: [String]) {
      guard !problems.isEmpty else { return nil }
      self.kind = kind
      count = problems.count
      examples = Array(problems.prefix(Self.exampleLimit))
    }
  }

  /// The name of the dataset.
  public let name: String

  /// Its folder.
  public let folder: String

  /// How it is kept, or nil when that could not be told.
  public let layout: String?

  /// The protocols it has a ground truth for.
  public let protocols: [ProtocolSummary]

  /// The number of images that were looked at and are of use.
  public let imageCount: Int

  /// Pictures that were passed over because their kinds are not read, by kind; nil when none were.
  public let passedOver: [String: Int]?

  /// The number of images whose files state an orientation other than the stored one; nil when none do.
  public let orientedCount: Int?

  /// Whether every pixel was decoded, or the headers were read only.
  public let isDecoded: Bool

  /// The SHA-256 over role, name and content of every image, or nil when some could not be read.
  public let contentDigest: String?

  /// Which release of the images it is, or why that cannot be told; nil when there is only one.
  public let release: String?

  /// Where the images come from, or how they are made, if that is known.
  public let source: String?

  /// Images that are left out because they are damaged at their source.
  public let excludedNames: [String]

  /// What the user should know though it harms nothing.
  public let notes: [String]

  /// What has to be mended, by kind.
  public let problems: [ProblemGroup]

  /// Whether experiments can be run on it.
  public let isUsable: Bool
}
