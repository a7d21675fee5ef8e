/// A database image and its similarity to one query.
struct Scored {
  let index: Int32
  let score: Float
}

/// Whether one image stands before another: by score descending, then by index ascending.
func precedes(_ first: Scored, _ second: Scored) -> Bool {
  first.score != second.score ? first.score > second.score : first.index < second.index
}

/// The images that may be among a query's best, found from scores with a bounded error.
struct CandidateList {
  /// How many images the query asks for, at least 1.
  let depth: Int

  private(set) var items: [Scored] = []
  private var depthScore = -Float.infinity
  private var limit: Int

  init(depth: Int) {
    self.depth = depth
    limit = 4 * depth + 256
  }

  /// The score below which an image cannot be among the best.
  ///
  /// - Parameter margin: how far below the `depth`-th best score an image may stand and still be
  ///   among the best; it holds for all images so far, so it never shrinks.
  /// - Returns: negative infinity until `depth` images are known.
  func bar(margin: Float) -> Float { depthScore - margin }

  /// Adds an image that reaches the bar.
  mutating func add(_ image: Scored, margin: Float) {
    items.append(image)
    if items.count >= limit { compact(margin: margin) }
  }

  /// Returns one list of the images that were not overtaken in any of several.
  init(merging lists: some Sequence<CandidateList>, depth: Int, margin: Float) {
    self.init(depth: depth)
    items = lists.flatMap(\.items)
    compact(margin: margin)
  }

  /// Raises the bar to what the best `depth` allow, and drops what is below it.
  private mutating func compact(margin: Float) {
    guard items.count > depth else { return }
    items.sort(by: precedes)
    depthScore = items[depth - 1].score
    let bar = bar(margin: margin)
    items.removeAll { $0.score < bar }
    // Many near-equal scores can leave the list long; the limit grows so that sorting stays rare.
    limit = max(limit, 2 * items.count)
  }
}
