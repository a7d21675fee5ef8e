import Glibc
import Retrieval
import Tensors
import Testing

/// Every pooling under one face, each with its formula in double precision.
struct PoolingCase: Sendable, CustomTestStringConvertible {
  let testDescription: String

  /// What pools a batch.
  let pool: @Sendable (Tensor) -> Matrix

  /// What the formula gives for one image's channels, each a list of the map's values.
  let formula: @Sendable (FeatureMap) -> [Double]

  /// Whether the map's places may change places.
  let isUnordered: Bool

  /// Whether a map that is longer by a factor has a descriptor that is.
  let isHomogeneous: Bool

  /// Whether a channel's result depends on that channel alone.
  let isChannelwise: Bool

  static let spoc = PoolingCase(
    testDescription: "SPoC", pool: { Pooling.spoc($0) },
    formula: { map in map.channels.map { $0.reduce(0, +) / Double($0.count) } },
    isUnordered: true, isHomogeneous: true, isChannelwise: true)

  static let mac = PoolingCase(
    testDescription: "MAC", pool: { Pooling.mac($0) },
    formula: { map in map.channels.map { $0.reduce(-.infinity, max) } },
    isUnordered: true, isHomogeneous: true, isChannelwise: true)

  static func gem(_ exponent: Float) -> PoolingCase {
    PoolingCase(
      testDescription: "GeM of \(exponent)", pool: { Pooling.gem($0, exponents: [exponent]) },
      formula: { map in map.channels.map { powerMean($0, Double(exponent)) } },
      isUnordered: true, isHomogeneous: true, isChannelwise: true)
  }

  static let channelGeM = PoolingCase(
    testDescription: "GeM of an exponent a channel",
    pool: { features in
      Pooling.gem(features, exponents: (0..<features.shape.channels).map { 1 + Float($0) })
    },
    formula: { map in
      map.channels.enumerated().map { powerMean($0.element, Double(1 + $0.offset)) }
    },
    isUnordered: true, isHomogeneous: true, isChannelwise: true)

  static func rmac(_ levels: Int) -> PoolingCase {
    PoolingCase(
      testDescription: "R-MAC of \(levels)", pool: { RegionalPooling(levels: levels)($0) },
      formula: { map in
        regionSum(map, levels: levels) { $0.map { $0.reduce(-.infinity, max) } }
      },
      isUnordered: false, isHomogeneous: false, isChannelwise: false)
  }

  static let regionalGeM = PoolingCase(
    testDescription: "regional GeM",
    pool: { RegionalPooling(levels: 2, pooling: .gem, exponents: [2])($0) },
    formula: { map in regionSum(map, levels: 2) { $0.map { powerMean($0, 2) } } },
    isUnordered: false, isHomogeneous: false, isChannelwise: false)

  /// Places are weighed by what all channels find there, so that they may change places.
  static let crow = PoolingCase(
    testDescription: "CroW", pool: { Pooling.crow($0) }, formula: weightedSum,
    isUnordered: true, isHomogeneous: true, isChannelwise: false)

  static let all = [
    spoc, mac, gem(1), gem(2), gem(3), gem(4.5), channelGeM, rmac(1), rmac(3), regionalGeM, crow,
  ]
}

/// One image's features in double precision.
struct FeatureMap: Sendable {
  let channels: [[Double]]
  let height: Int
  let width: Int

  /// Returns the values of one region, channel by channel.
  func region(_ region: Region) -> [[Double]] {
    channels.map { channel in
      (region.y..<region.y + region.side).flatMap { y in
        (region.x..<region.x + region.side).map { channel[y * width + $0] }
      }
    }
  }
}

/// Returns (Σ max(x, 1e-6)ᵖ / n)^(1/p).
///
/// Radenović et al. 2019, equation 3.
func powerMean(_ values: [Double], _ exponent: Double) -> Double {
  let sum = values.reduce(0) { $0 + pow(max($1, Double(Float(1e-6))), exponent) }
  return pow(sum / Double(values.count), 1 / exponent)
}

/// Returns the sum of the unit-length descriptors of the map and of its regions.
///
/// Tolias et al. 2016, section 4.
private func regionSum(
  _ map: FeatureMap, levels: Int, _ describe: ([[Double]]) -> [Double]
) -> [Double] {
  let regions = regionGrid(height: map.height, width: map.width, levels: levels)
  let parts = [map.channels] + regions.map { map.region($0) }
  return parts.map(describe).map { descriptor in
    let length = descriptor.reduce(0) { $0 + $1 * $1 }.squareRoot() + 1e-6
    return descriptor.map { $0 / length }
  }.reduce(Array(repeating: 0, count: map.channels.count)) { zip($0, $1).map(+) }
}

/// Returns the sum of features, weighted by place and by channel.
///
/// Kalantidis et al. 2016: a place has the root of its normalised sum of channels, a channel the
/// logarithm of all shares of places that are not 0 over its own.
@Sendable private func weightedSum(_ map: FeatureMap) -> [Double] {
  let area = map.height * map.width
  let sums = (0..<area).map { place in map.channels.reduce(0) { $0 + $1[place] } }
  let length = sums.reduce(0) { $0 + $1 * $1 }.squareRoot()
  let shares = map.channels.map { Double($0.count { $0 != 0 }) / Double(area) }
  let total = shares.reduce(0, +)
  return zip(map.channels, shares).map { channel, share in
    guard share > 0 else { return 0 }
    let weighted = zip(channel, sums).reduce(0) { $0 + $1.0 * ($1.1 / length).squareRoot() }
    return weighted * log(total / share)
  }
}
