/// Returns Kendall's rank correlation of two lists of numbers, with the correction for ties.
///
/// τ-b is (C − D) / √((P − X)(P − Y)), where of all P pairs C are in the same order in both lists, D in the
/// opposite one, and X and Y are equal in the first and in the second (Kendall 1945, "The treatment of ties in
/// ranking problems"). Pairs are counted with a merge sort (Knight 1966, "A computer method for calculating
/// Kendall's tau with ungrouped data"), so the counts are exact.
///
/// - Parameters:
///   - first: one number an item.
///   - second: the number of each of the same items.
/// - Returns: −1 for the opposite order to 1 for the same; nil where all numbers of a list are equal, as those of
///   fewer than two items are.
/// - Complexity: O(n log n).
public func kendallTau(_ first: [Int], _ second: [Int]) -> Double? {
  precondition(
    first.count == second.count, "expected \(first.count) numbers, found \(second.count)")
  let pairs = zip(first, second).sorted { $0 < $1 }
  let all = pairCount(first.count)
  let firstTies = tiedPairs(pairs.map(\.0))
  let bothTies = tiedPairs(pairs, ==)
  var sorted = pairs.map(\.1)
  let opposite = sortCountingInversions(&sorted)
  let secondTies = tiedPairs(sorted)
  guard firstTies < all, secondTies < all else { return nil }
  let surplus = all - firstTies - secondTies + bothTies - 2 * opposite
  let scale = (Double(all - firstTies) * Double(all - secondTies)).squareRoot()
  return min(1, max(-1, Double(surplus) / scale))
}

/// Returns how many pairs some items make.
private func pairCount(_ items: Int) -> Int { items * (items - 1) / 2 }

private func tiedPairs(_ sorted: [Int]) -> Int { tiedPairs(sorted, ==) }

/// Returns how many pairs of a sorted list are equal.
private func tiedPairs<Item>(_ sorted: [Item], _ areEqual: (Item, Item) -> Bool) -> Int {
  var (pairs, start) = (0, 0)
  for place in sorted.indices where place > 0 && !areEqual(sorted[place - 1], sorted[place]) {
    pairs += pairCount(place - start)
    start = place
  }
  return pairs + pairCount(sorted.count - start)
}

/// Sorts numbers, and returns how many pairs stood in descending order.
private func sortCountingInversions(_ numbers: inout [Int]) -> Int {
  var (inversions, width) = (0, 1)
  var merged = numbers
  while width < numbers.count {
    for start in stride(from: 0, to: numbers.count, by: 2 * width) {
      let middle = min(start + width, numbers.count)
      let end = min(start + 2 * width, numbers.count)
      var (left, right) = (start, middle)
      for place in start..<end {
        if left < middle, right == end || numbers[left] <= numbers[right] {
          merged[place] = numbers[left]
          left += 1
        } else {
          merged[place] = numbers[right]
          right += 1
          inversions += middle - left
        }
      }
    }
    swap(&numbers, &merged)
    width *= 2
  }
  return inversions
}
