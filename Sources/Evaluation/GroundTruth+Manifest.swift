extension GroundTruth {
  /// An image as a table of images names it.
  public struct ManifestImage: Sendable, Equatable {
    /// The name of the image.
    public let name: String

    /// The object it shows; images without one are wrong answers to every query.
    public let instance: String?

    /// The part of the image that is searched for; nil for the whole image.
    public let box: PixelBounds?

    /// Creates an image.
    ///
    /// - Parameters:
    ///   - name: the name of the image.
    ///   - instance: the object it shows, if it is known.
    ///   - box: the part of the image that is searched for; nil for the whole image.
    public init(name: String, instance: String?, box: PixelBounds? = nil) {
      self.name = name
      self.instance = instance
      self.box = box
    }
  }

  /// Returns the ground truth in which the right answers share the instance of the query.
  ///
  /// A database image that has the query's own name is junk: finding oneself is no achievement.
  ///
  /// - Parameters:
  ///   - queries: the images to search with.
  ///   - database: the images to search in; their names are unique.
  /// - Returns: a ground truth of the manifest protocol.
  /// - Throws: `EvaluationError.repeatedName`.
  public static func manifest(
    queries: [ManifestImage], database: [ManifestImage]
  ) throws(EvaluationError) -> GroundTruth {
    var indicesOfInstance: [String: [Int]] = [:]
    var indicesOfName: [String: [Int]] = [:]
    for (index, image) in database.enumerated() {
      if let instance = image.instance { indicesOfInstance[instance, default: []].append(index) }
      indicesOfName[image.name, default: []].append(index)
    }
    let truths = queries.map { query in
      let junk = indicesOfName[query.name] ?? []
      let shared = query.instance.flatMap { indicesOfInstance[$0] } ?? []
      return QueryTruth(
        name: query.name, box: query.box,
        lists: .manifest(positives: shared.filter { !junk.contains($0) }, junk: junk))
    }
    return try GroundTruth(
      evaluationProtocol: .manifest, databaseNames: database.map(\.name), queries: truths)
  }
}
