extension GroundTruth {
  /// An image as a table of images names it.
  public struct ManifestImage: Sendable, Equatable {
    /// The name of the image.
    public let name: String

    /// The objects it shows; images without one are wrong answers to every query, and a query shows
    /// one at most.
    public let instances: [String]

    /// The part of the image that is searched for; nil for the whole image.
    public let box: PixelBounds?

    /// What tells the image that this is, or is a part of, from others.
    public let image: String

    /// The directions from which it shows objects.
    public let views: ObjectViews

    /// Creates an image.
    ///
    /// - Parameters:
    ///   - name: the name of the image.
    ///   - instances: the objects it shows, as far as they are known.
    ///   - box: the part of the image that is searched for; nil for the whole image.
    ///   - image: what tells the image from others; `name` unless given.
    ///   - views: the directions from which it shows objects, as far as they are known.
    public init(
      name: String, instances: [String], box: PixelBounds? = nil, image: String? = nil,
      views: ObjectViews = ObjectViews()
    ) {
      self.name = name
      self.instances = instances
      self.box = box
      self.image = image ?? name
      self.views = views
    }

    /// Creates an image that shows one object, or none that is known.
    ///
    /// - Parameters:
    ///   - name: the name of the image.
    ///   - instance: the object it shows, if it is known.
    ///   - box: the part of the image that is searched for; nil for the whole image.
    public init(name: String, instance: String?, box: PixelBounds? = nil) {
      self.init(name: name, instances: instance.map { [$0] } ?? [], box: box)
    }
  }

  /// Returns the ground truth in which the positives share the instance of the query.
  ///
  /// The query's own image, and every part of it, is junk: finding oneself is no achievement. Nor is
  /// finding the view beside one's own, so images of the object from a direction that is nearer than the
  /// query's least angle are ignored too.
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
    var indicesOfImage: [String: [Int]] = [:]
    for (index, image) in database.enumerated() {
      for instance in image.instances { indicesOfInstance[instance, default: []].append(index) }
      indicesOfImage[image.image, default: []].append(index)
    }
    let truths = queries.map { query in
      let junk = indicesOfImage[query.image] ?? []
      let shared = query.instances.first.flatMap { indicesOfInstance[$0] } ?? []
      let others = shared.filter { !junk.contains($0) }
      let near = others.filter { index in
        query.instances.first.map { query.views.areNear(database[index].views, of: $0) } ?? false
      }
      return QueryTruth(
        name: query.name, box: query.box,
        lists: .manifest(
          positives: near.isEmpty ? others : others.filter { !near.contains($0) }, near: near,
          junk: junk))
    }
    return try GroundTruth(
      evaluationProtocol: .manifest, databaseNames: database.map(\.name), queries: truths)
  }
}
