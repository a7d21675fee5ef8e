/// A square part of a feature map.
public struct Region: Sendable, Hashable {
  /// The first row.
  public let y: Int

  /// The first column.
  public let x: Int

  /// The number of rows and of columns, at least 1.
  public let side: Int
}

/// Returns the square regions of R-MAC, the largest first, row by row.
///
/// Tolias, Sicre and Jégou 2016. Level l has regions of side ⌊2·min(height, width)/(l + 1)⌋:
/// l along the shorter side and some more along the longer one, spread evenly. How many more is the
/// number, of 1 to 6, with which neighbours of the first level overlap closest to 40 %; none for a
/// square map. Positions are rounded as cirtorch and the authors round them, in single precision.
///
/// - Parameters:
///   - height: the rows of the map, at least 1.
///   - width: the columns of the map, at least 1.
///   - levels: how many sizes, at least 1.
/// - Returns: regions inside the map; a level whose side would be 0 has none.
public func regionGrid(height: Int, width: Int, levels: Int) -> [Region] {
  precondition(
    height >= 1 && width >= 1 && levels >= 1,
    "expected at least 1 of each, found \(height)×\(width) and \(levels) levels")
  let shorter = min(height, width)
  let extra = extraRegions(shorter: shorter, longer: max(height, width))
  return (1...levels).flatMap { level -> [Region] in
    let side = 2 * shorter / (level + 1)
    guard side > 0 else { return [] }
    let columns = starts(side: side, along: width, count: level + (width > height ? extra : 0))
    let rows = starts(side: side, along: height, count: level + (height > width ? extra : 0))
    return rows.flatMap { y in columns.map { x in Region(y: y, x: x, side: side) } }
  }
}

/// Returns how many more regions lie along the longer side than along the shorter one.
private func extraRegions(shorter: Int, longer: Int) -> Int {
  let wantedOverlap: Float = 0.4
  let area = Float(shorter * shorter)
  var best = (extra: 1, distance: Float.infinity)
  for extra in 1...6 {
    let step = Float(longer - shorter) / Float(extra)
    let distance = abs((area - Float(shorter) * step) / area - wantedOverlap)
    if distance < best.distance { best = (extra, distance) }
  }
  return best.extra
}

/// Returns the first row or column of each region.
private func starts(side: Int, along length: Int, count: Int) -> [Int] {
  guard count > 1 else { return [0] }
  let step = Float(Double(length - side) / Double(count - 1))
  // The distance from a region's first pixel to its centre; -1 for a single pixel.
  let centre = (Float(side) / 2 - 1).rounded(.down)
  return (0..<count).map { Int((centre + Float($0) * step).rounded(.down) - centre) }
}
