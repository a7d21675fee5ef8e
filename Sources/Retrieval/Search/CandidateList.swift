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

  /// A score that `depth` images are known to reach; negative infinity until they are known.
  private(set) var depthScore = -Float.infinity

  private var limit: Int

  init(depth: Int) {
    self.depth = depth
    limit = 2 * depth + 64
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

  /// Takes over a score that `depth` images are known to reach, here or elsewhere.
  mutating func raise(to score: Float) { depthScore = max(depthScore, score) }

  /// Returns one list of the images that were not overtaken in any of several.
  init(merging lists: some Sequence<CandidateList>, depth: Int, margin: Float) {
    self.init(depth: depth)
    items = lists.flatMap(\.items)
    compact(margin: margin)
  }

  /// Raises the bar to what the best `depth` allow, and drops what is below it.
  private mutating func compact(margin: Float) {
    guard items.count > depth else { return }
    raise(to: largest(depth, of: items.map(\.score)))
    let bar = bar(margin: margin)
    items.removeAll { $0.score < bar }
    // Many near-equal scores can leave the list long; the limit grows so that selecting stays rare.
    limit = max(limit, 2 * items.count)
  }
}

/// Returns the `rank`-th largest of some values, counted from 1, by Hoare's selection.
///
/// - Complexity: O(count) on average.
func largest(_ rank: Int, of values: [Float]) -> Float {
  var values = values
  var items = values.mutableSpan
  var (low, high) = (0, items.count - 1)
  while low < high {
    let pivot = median(items[low], items[low + (high - low) / 2], items[high])
    var (left, right) = (low, high)
    while left <= right {
      while items[left] > pivot { left += 1 }
      while items[right] < pivot { right -= 1 }
      if left <= right {
        items.swapAt(left, right)
        left += 1
        right -= 1
      }
    }
    // Now low...right are not below the pivot, left...high not above it, and between them are equals.
    if rank - 1 <= right {
      high = right
    } else if rank - 1 >= left {
      low = left
    } else {
      return pivot
    }
  }
  return items[rank - 1]
}

private func median(_ first: Float, _ second: Float, _ third: Float) -> Float {
  max(min(first, second), min(max(first, second), third))
}
