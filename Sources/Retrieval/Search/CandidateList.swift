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
    var scores = items.map(\.score)
    raise(to: selectLargest(depth, of: &scores))
    let bar = bar(margin: margin)
    items.removeAll { $0.score < bar }
    // Many near-equal scores can leave the list long; the limit grows so that selecting stays rare.
    limit = max(limit, 2 * items.count)
  }
}

/// Returns the `rank`-th largest of some values, counted from 1, by quickselect, which reorders them.
///
/// No value may be NaN.
///
/// - Complexity: O(count) on average.
func selectLargest(_ rank: Int, of values: inout [Float]) -> Float {
  var items = values.mutableSpan
  var (low, high) = (0, items.count)
  while true {
    let pivot = median(items[low], items[low + (high - low) / 2], items[high - 1])
    let above = partition(&items, low..<high) { $0 > pivot }
    if rank <= above {
      high = above
      continue
    }
    let notBelow = partition(&items, above..<high) { $0 == pivot }
    if rank <= notBelow { return pivot }
    low = notBelow
  }
}

/// Moves the values that satisfy a condition before the others, and returns where the others begin.
///
/// Every value is swapped, so that the processor has no branch to guess.
@inline(__always)
private func partition(
  _ items: inout MutableSpan<Float>, _ range: Range<Int>, _ goesFirst: (Float) -> Bool
) -> Int {
  var end = range.lowerBound
  for index in range {
    let value = items[index]
    items[index] = items[end]
    items[end] = value
    end += goesFirst(value) ? 1 : 0
  }
  return end
}

private func median(_ first: Float, _ second: Float, _ third: Float) -> Float {
  max(min(first, second), min(max(first, second), third))
}
