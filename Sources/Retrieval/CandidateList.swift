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

  /// How far below the `depth`-th best score an image may stand and still be among the best.
  let margin: Float

  private(set) var items: [Scored] = []
  private var bar = -Float.infinity
  private var limit: Int

  init(depth: Int, margin: Float) {
    self.depth = depth
    self.margin = margin
    limit = 4 * depth + 256
  }

  /// Adds images that follow each other in the database.
  mutating func add(_ scores: Span<Float>, firstIndex: Int) {
    for offset in scores.indices where scores[offset] >= bar {
      items.append(Scored(index: Int32(firstIndex + offset), score: scores[offset]))
      if items.count >= limit { compact() }
    }
  }

  /// Returns the list without the images that were overtaken.
  func finished() -> CandidateList {
    var list = self
    list.compact()
    return list
  }

  /// Raises the bar to what the best `depth` allow, and drops what is below it.
  private mutating func compact() {
    guard items.count > depth, depth > 0 else { return }
    items.sort(by: precedes)
    bar = items[depth - 1].score - margin
    items.removeAll { $0.score < bar }
    // Many near-equal scores can leave the list long; the limit grows so that sorting stays rare.
    limit = max(limit, 2 * items.count)
  }
}
