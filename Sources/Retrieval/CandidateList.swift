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
  /// How many images the query asks for.
  let depth: Int

  private(set) var items: [Scored] = []
  private var depthScore = -Float.infinity
  private var limit: Int

  init(depth: Int) {
    self.depth = depth
    limit = 4 * depth + 256
  }

  /// Adds images that follow each other in the database.
  ///
  /// - Parameters:
  ///   - scores: one an image.
  ///   - firstIndex: the first one's database index.
  ///   - margin: how far below the `depth`-th best score an image may stand and still be among the
  ///     best; it holds for these images and for all before them, so it never shrinks.
  mutating func add(_ scores: Span<Float>, firstIndex: Int, margin: Float) {
    var bar = depthScore - margin
    for offset in scores.indices where scores[offset] >= bar {
      items.append(Scored(index: Int32(firstIndex + offset), score: scores[offset]))
      if items.count >= limit {
        compact(margin: margin)
        bar = depthScore - margin
      }
    }
  }

  /// Returns the list without the images that were overtaken.
  func finished(margin: Float) -> CandidateList {
    var list = self
    list.compact(margin: margin)
    return list
  }

  /// Raises the bar to what the best `depth` allow, and drops what is below it.
  private mutating func compact(margin: Float) {
    guard items.count > depth, depth > 0 else { return }
    items.sort(by: precedes)
    depthScore = items[depth - 1].score
    let bar = depthScore - margin
    items.removeAll { $0.score < bar }
    // Many near-equal scores can leave the list long; the limit grows so that sorting stays rare.
    limit = max(limit, 2 * items.count)
  }
}
