import Retrieval
import Tensors
import Testing

/// Maps of awkward sizes, pooled by NumPy in double precision.
private struct PoolingGolden: Decodable {
  let height: Int
  let width: Int
  let spoc: [Float]
  let mac: [Float]
  let gem: [Float]
  let learntGeM: [Float]
  let regions: [[Int]]
  let rmac: [Float]
  let regionalGeM: [Float]
  let regionalWhitened: [Float]
  let regionalLayer: [Float]
  let channelGeM: [Float]
  let crow: [Float]

  /// Two images of five channels, about half of the places zero.
  var features: Tensor {
    var features = draws("features \(height) \(width)", [2, 5, height, width])
    for index in features.elements.indices {
      features.elements[index] = max(features.elements[index], 0)
    }
    return features
  }
}

@Suite struct PoolingGoldenTests {
  @Test(arguments: 0..<6)
  func regionsAreThoseOfTheReference(index: Int) throws {
    let expected = try golden("pooling", as: [PoolingGolden].self)[index]
    let found = regionGrid(height: expected.height, width: expected.width, levels: 3)
    #expect(found.map { [$0.y, $0.x, $0.side] } == expected.regions)
  }

  @Test func regionsOfAllSmallMapsAreThoseOfTheReference() throws {
    let expected = try golden("regions", as: [String: Int].self)
    let largest = try #require(expected["largest"])
    var checksum = 0
    for height in 1...largest {
      for width in 1...largest {
        let grid = regionGrid(height: height, width: width, levels: 3)
        for (index, region) in grid.enumerated() {
          checksum += (index + 1) * (10007 * region.y + 101 * region.x + region.side)
        }
      }
    }
    #expect(checksum == expected["checksum"])
  }

  @Test(arguments: 0..<6)
  func meansAndMaximaEqualPyTorch(index: Int) throws {
    let expected = try golden("pooling", as: [PoolingGolden].self)[index]
    let features = expected.features
    #expect(largestShare(Pooling.spoc(features).elements, expected.spoc) < 1e-5)
    #expect(Pooling.mac(features).elements == expected.mac)
    #expect(largestShare(Pooling.gem(features, exponents: [3]).elements, expected.gem) < 1e-5)
    #expect(
      largestShare(Pooling.gem(features, exponents: [2.9137]).elements, expected.learntGeM) < 1e-5)
    let channels = Pooling.gem(features, exponents: Array(repeating: 2.9137, count: 5))
    #expect(largestShare(channels.elements, expected.learntGeM) < 1e-5)
  }

  @Test(arguments: 0..<6)
  func poolingsEqualNumPy(index: Int) throws {
    let expected = try golden("pooling", as: [PoolingGolden].self)[index]
    let features = expected.features
    let exponents: [Float] = [1, 2, 3, 4.5, 0.5]
    #expect(largestShare(Pooling.rmac(features).elements, expected.rmac) < 1e-5)
    #expect(largestShare(Pooling.crow(features).elements, expected.crow) < 1e-5)
    #expect(
      largestShare(
        Pooling.gem(features, exponents: exponents).elements, expected.channelGeM) < 1e-5)
    #expect(
      largestShare(
        RegionalPooling(pooling: .gem, exponents: [3])(features).elements, expected.regionalGeM)
        < 1e-5)
  }

  @Test(arguments: 0..<6)
  func whitenedRegionsEqualNumPy(index: Int) throws {
    let expected = try golden("pooling", as: [PoolingGolden].self)[index]
    let whitening = Projection(
      mean: goldenDescriptors("region mean", 1, 5).elements,
      matrix: Matrix(draws("region matrix", [3, 5])))
    let found = RegionalPooling(whitening: whitening)(expected.features)
    #expect(found.columns == 3)
    #expect(relativeDifference(found.elements, expected.regionalWhitened) < 1e-5)
  }

  @Test(arguments: 0..<6)
  func regionsThroughALayerEqualNumPy(index: Int) throws {
    let expected = try golden("pooling", as: [PoolingGolden].self)[index]
    let layer = Projection(
      mean: Array(repeating: 0, count: 5), matrix: Matrix(draws("region layer", [5, 5])),
      offset: draws("region bias", [5]).elements)
    let found = RegionalPooling(pooling: .gem, exponents: [3], whitening: layer)(expected.features)
    #expect(relativeDifference(found.elements, expected.regionalLayer) < 1e-5)
  }
}

/// Returns the largest difference as a part of the expected value beside it, where that is not 0.
private func largestShare(_ found: [Float], _ expected: [Float]) -> Float {
  largestDifference(
    zip(found, expected).map { $1 == 0 ? $0 : $0 / $1 }, expected.map { $0 == 0 ? 0 : 1 })
}

@Suite struct RegionGridTests {
  @Test func aSquareMapHasOneFourAndNineRegions() {
    let grid = regionGrid(height: 12, width: 12, levels: 3)
    #expect(
      grid.map(\.side) == [12] + Array(repeating: 8, count: 4) + Array(repeating: 6, count: 9))
    #expect(grid.prefix(5).map(\.x) == [0, 0, 4, 0, 4])
    #expect(grid.prefix(5).map(\.y) == [0, 0, 0, 4, 4])
  }

  @Test func everyRegionLiesInsideTheMap() {
    for height in 1...24 {
      for width in 1...40 {
        let outside = regionGrid(height: height, width: width, levels: 4).first {
          $0.y < 0 || $0.x < 0 || $0.side < 1 || $0.y + $0.side > height || $0.x + $0.side > width
        }
        #expect(outside == nil, "\(height)×\(width)")
      }
    }
  }

  @Test func turningTheMapTurnsTheGrid() {
    let wide = regionGrid(height: 7, width: 31, levels: 3)
    let tall = regionGrid(height: 31, width: 7, levels: 3)
    #expect(Set(wide.map { [$0.y, $0.x, $0.side] }) == Set(tall.map { [$0.x, $0.y, $0.side] }))
  }
}

@Suite struct WeightedPoolingTests {
  @Test func aMapOfZerosIsPooledToZeros() {
    let zeros = Tensor(repeating: 0, shape: [1, 3, 4, 2])
    #expect(Pooling.crow(zeros).elements == [0, 0, 0])
    #expect(Pooling.rmac(zeros).elements == [0, 0, 0])
  }

  @Test func aPlaceCountsByItsShareOfAllChannels() {
    // Sums 3 and 4 over a length of 5; both channels are non-zero everywhere: log 2 each.
    let features = Tensor(shape: [1, 2, 1, 2], elements: [1, 2, 2, 2])
    let places: [Float] = [0.774_596_7, 0.894_427_2]
    let expected = [places[0] + 2 * places[1], 2 * places[0] + 2 * places[1]].map {
      $0 * 0.693_147_2
    }
    #expect(largestDifference(Pooling.crow(features).elements, expected) < 1e-6)
  }

  @Test func equalExponentsOfChannelsAreOrdinaryGeM() {
    let features = draws("channels", [2, 3, 5, 4])
    let found = Pooling.gem(features, exponents: [2.5, 2.5, 2.5])
    // GeM of one exponent sums 20 places in single precision.
    let expected = Pooling.gem(features, exponents: [2.5])
    #expect(relativeDifference(found.elements, expected.elements) < 1e-6)
  }

  @Test(arguments: [Pooling.crow, .rmac, .gem])
  func anImageDoesNotDependOnTheOthers(pooling: Pooling) {
    var features = draws("batch", [3, 3, 6, 4])
    for index in features.elements.indices {
      features.elements[index] = abs(features.elements[index])
    }
    let second = Tensor(shape: [1, 3, 6, 4], elements: Array(features.elements[72..<144]))
    let exponents: [Float] = [1, 2, 3]
    let together = pooling(features, exponents: exponents)
    #expect(pooling(second, exponents: exponents) == together.selectingRows([1]))
  }
}
