import Kernels
import Retrieval
import Tensors
import Testing

/// What every pooling of a feature map keeps to.
@Suite struct PoolingConformanceTests {
  /// Maps as networks have them: square, wide, tall, a line, and one place alone.
  private static let shapes: [Shape] = [
    [2, 5, 7, 7], [1, 8, 5, 9], [3, 4, 11, 4], [2, 3, 1, 6], [2, 6, 1, 1],
  ]

  /// Features behind a rectifier: about a third of them 0.
  private func features(_ shape: Shape, seed: UInt64 = 1) -> Tensor {
    var generator = SeededGenerator(seed: seed, purpose: "pooling conformance")
    var tensor = Tensor(uniform: shape, in: -1..<2, using: &generator)
    for index in tensor.elements.indices { tensor.elements[index] = max(tensor.elements[index], 0) }
    return tensor
  }

  /// Returns one image of a batch.
  private func image(_ index: Int, of features: Tensor) -> Tensor {
    let shape = features.shape
    let size = shape.channels * shape.height * shape.width
    return Tensor(
      shape: [1, shape.channels, shape.height, shape.width],
      elements: Array(features.elements[index * size..<(index + 1) * size]))
  }

  private func map(_ index: Int, of features: Tensor) -> FeatureMap {
    let shape = features.shape
    let values = image(index, of: features).elements.map { Double($0) }
    let area = shape.height * shape.width
    return FeatureMap(
      channels: (0..<shape.channels).map { Array(values[$0 * area..<($0 + 1) * area]) },
      height: shape.height, width: shape.width)
  }

  @Test(arguments: PoolingCase.all, shapes)
  func valuesAreThoseOfTheFormula(pooling: PoolingCase, shape: Shape) {
    let drawn = features(shape)
    let pooled = pooling.pool(drawn)
    let expected = (0..<shape.batch).flatMap { pooling.formula(map($0, of: drawn)) }
    #expect(pooled.rows == shape.batch)
    // Sums of at most 100 float32 terms below 2, and their roots.
    #expect(largestDifference(pooled.elements, expected.map { Float($0) }) < 2e-5)
  }

  @Test(arguments: PoolingCase.all, shapes)
  func anImageIsPooledOnItsOwn(pooling: PoolingCase, shape: Shape) {
    let drawn = features(shape, seed: 2)
    let alone = (0..<shape.batch).map { pooling.pool(image($0, of: drawn)) }
    #expect(Matrix(joining: alone) == pooling.pool(drawn))
  }

  @Test(arguments: PoolingCase.all.filter(\.isUnordered))
  func placesMayChangePlaces(pooling: PoolingCase) {
    let drawn = features([1, 5, 6, 4], seed: 3)
    let moved = shuffled(drawn)
    #expect(largestDifference(pooling.pool(moved).elements, pooling.pool(drawn).elements) < 1e-5)
  }

  @Test(arguments: PoolingCase.all.filter { !$0.isUnordered })
  func regionsKnowWhereThingsStand(pooling: PoolingCase) {
    let drawn = features([1, 5, 6, 4], seed: 3)
    guard pooling.testDescription != PoolingCase.rmac(1).testDescription else { return }
    let difference = largestDifference(
      pooling.pool(shuffled(drawn)).elements, pooling.pool(drawn).elements)
    #expect(difference > 1e-3)
  }

  @Test(arguments: PoolingCase.all)
  func channelsMayChangePlaces(pooling: PoolingCase) {
    guard pooling.testDescription != PoolingCase.channelGeM.testDescription else { return }
    let drawn = features([1, 5, 6, 4], seed: 4)
    let order = [3, 0, 4, 1, 2]
    let moved = Tensor(
      shape: drawn.shape,
      elements: order.flatMap { Array(drawn.elements[$0 * 24..<($0 + 1) * 24]) })
    let expected = order.map { pooling.pool(drawn).elements[$0] }
    #expect(largestDifference(pooling.pool(moved).elements, expected) < 1e-5)
  }

  @Test(arguments: PoolingCase.all.filter(\.isChannelwise))
  func aChannelIsPooledOnItsOwn(pooling: PoolingCase) {
    let drawn = features([1, 5, 6, 4], seed: 5)
    var brighter = drawn
    for place in 0..<24 { brighter.elements[2 * 24 + place] += 7 }
    let (before, after) = (pooling.pool(drawn).elements, pooling.pool(brighter).elements)
    #expect((0..<5).filter { before[$0] != after[$0] } == [2])
  }

  @Test(arguments: PoolingCase.all, [Float(0.125), 3, 1000])
  func brightnessGoesThroughOrAway(pooling: PoolingCase, scale: Float) {
    let drawn = features([2, 5, 6, 4], seed: 6)
    var brighter = drawn
    for index in brighter.elements.indices { brighter.elements[index] *= scale }
    var expected = pooling.pool(drawn)
    if pooling.isHomogeneous { expected.scale(by: scale) }
    let found = pooling.pool(brighter)
    // GeM's clamp of zeros at 1e-6 and the 1e-6 beside a length do not scale.
    #expect(relativeDistance(found.elements, expected.elements) < 2e-5)
  }

  @Test(arguments: PoolingCase.all, shapes)
  func aMapOfZerosIsPooledToNearlyZero(pooling: PoolingCase, shape: Shape) {
    let pooled = pooling.pool(Tensor(repeating: 0, shape: shape))
    #expect(pooled.rows == shape.batch && pooled.columns == shape.channels)
    #expect(pooled.elements.allSatisfy { $0.isFinite && $0 >= 0 })
    let unit = l2Normalize(pooled)
    #expect(unit.elements.allSatisfy { $0.isFinite })
  }

  @Test(arguments: PoolingCase.all.filter(\.isChannelwise), [Float(0.5), 2])
  func anEvenMapIsPooledToItsValue(pooling: PoolingCase, value: Float) {
    let pooled = pooling.pool(Tensor(repeating: value, shape: [1, 3, 4, 5]))
    #expect(largestDifference(pooled.elements, [value, value, value]) < 2e-6)
  }

  @Test(arguments: [1, 2, 3])
  func regionsOfAnEvenMapAreAllAlike(levels: Int) {
    // Every region has the direction (0.6, 0.8); the whole map counts once more.
    let even = Tensor(
      shape: [1, 2, 6, 6],
      elements: Array(repeating: 3, count: 36) + Array(repeating: 4, count: 36))
    let regions = regionGrid(height: 6, width: 6, levels: levels).count
    let pooled = RegionalPooling(levels: levels)(even)
    let expected = [0.6, 0.8].map { $0 * Float(regions + 1) }
    #expect(regions == [1, 5, 14][levels - 1])
    #expect(largestDifference(pooled.elements, expected) < 1e-4)
  }

  @Test(arguments: PoolingCase.all.filter(\.isChannelwise))
  func onePlaceIsItself(pooling: PoolingCase) {
    let place = Tensor(shape: [2, 3, 1, 1], elements: [0.5, 1, 2, 4, 0.25, 3])
    #expect(largestDifference(pooling.pool(place).elements, place.elements) < 1e-5)
  }

  @Test(arguments: PoolingCase.all)
  func pooledFeaturesAreMadeUnitLength(pooling: PoolingCase) {
    let unit = l2Normalize(pooling.pool(features([3, 5, 7, 6], seed: 7)))
    #expect(largestDifference(rowLengths(unit), [1, 1, 1]) < 1e-5)
  }

  /// Returns the map with its places in another order, the same for all channels.
  private func shuffled(_ features: Tensor) -> Tensor {
    let area = features.shape.height * features.shape.width
    var generator = SeededGenerator(seed: 9, purpose: "places of a map")
    let order = generator.permutation(area)
    return Tensor(
      shape: features.shape,
      elements: (0..<features.shape.channels).flatMap { channel in
        order.map { features.elements[channel * area + $0] }
      })
  }

  private func relativeDistance(_ found: [Float], _ expected: [Float]) -> Float {
    largestDifference(found, expected) / (expected.map { abs($0) }.max() ?? 1)
  }
}

/// The generalised mean between the mean and the maximum.
@Suite struct GeneralizedMeanLimitTests {
  private var features: Tensor {
    var generator = SeededGenerator(seed: 10, purpose: "generalised mean")
    return Tensor(uniform: [2, 4, 3, 3], in: 0.1..<2, using: &generator)
  }

  @Test func anExponentOfOneIsTheMean() {
    let found = Pooling.gem(features, exponents: [1]).elements
    #expect(largestDifference(found, Pooling.spoc(features).elements) < 1e-6)
  }

  @Test func largerExponentsComeCloserToTheMaximum() {
    let maxima = Pooling.mac(features).elements
    let distances = [Float(1), 2, 4, 8, 16, 32, 64].map { exponent in
      largestDifference(Pooling.gem(features, exponents: [exponent]).elements, maxima)
    }
    #expect(zip(distances, distances.dropFirst()).allSatisfy { $0 > $1 })
    // Nine places: 1 − 9^(−1/64) of at most 2.
    #expect(distances[6] < 0.068)
  }

  @Test(arguments: [Float(0.5), 1, 3, 7])
  func meansLieBetweenTheLeastAndTheLargest(exponent: Float) {
    let pooled = Pooling.gem(features, exponents: [exponent]).elements
    let channels = stride(from: 0, to: 72, by: 9).map { features.elements[$0..<$0 + 9] }
    let isBetween = zip(pooled, channels).allSatisfy { value, channel in
      value > (channel.min() ?? .infinity) && value < (channel.max() ?? 0)
    }
    #expect(isBetween)
  }

  @Test(arguments: [Float(1), 2.5, 3])
  func theGradientIsTheDerivative(exponent: Float) {
    let pooling = GeneralizedMean(exponent: exponent)
    let features = features
    let weights = randomMatrix(2, 4, seed: 11)
    let found = pooling.backward(features, pooled: pooling(features), gradient: weights)
    let expected = PoolingGradient(features: features, weights: weights)
    #expect(largestDifference(found.features.elements, expected.features(exponent)) < 1e-5)
    #expect(abs(found.exponent - expected.exponent(exponent)) < 1e-4)
  }
}

/// Central differences of a weighted sum of generalised means, in double precision.
private struct PoolingGradient {
  let features: Tensor
  let weights: Matrix

  func features(_ exponent: Float) -> [Float] {
    let step = 1e-6
    return features.elements.indices.map { index in
      var (above, below) = (values, values)
      above[index] += step
      below[index] -= step
      return Float((sum(above, Double(exponent)) - sum(below, Double(exponent))) / (2 * step))
    }
  }

  func exponent(_ exponent: Float) -> Float {
    let step = 1e-6
    let (above, below) = (Double(exponent) + step, Double(exponent) - step)
    return Float((sum(values, above) - sum(values, below)) / (2 * step))
  }

  private var values: [Double] { features.elements.map { Double($0) } }

  private func sum(_ values: [Double], _ exponent: Double) -> Double {
    let area = features.shape.height * features.shape.width
    return weights.elements.indices.reduce(0) { sum, index in
      let channel = values[index * area..<(index + 1) * area]
      return sum + Double(weights.elements[index]) * powerMean(Array(channel), exponent)
    }
  }
}

/// What every way of joining scales keeps to.
@Suite struct ScaleConformanceTests {
  /// A way of joining, with its exponent.
  struct Case: Sendable {
    let aggregation: ScaleAggregation
    let exponent: Float

    func callAsFunction(_ scales: [Matrix]) -> Matrix { aggregation(scales, exponent: exponent) }
  }

  static let aggregations =
    [Case(aggregation: .mean, exponent: 3)]
    + [Float(0.5), 1, 3, 10].map { Case(aggregation: .power, exponent: $0) }

  private func scale(_ seed: UInt64) -> Matrix {
    var drawn = randomMatrix(4, 6, seed: seed)
    drawn.elements = drawn.elements.map { abs($0) + 0.01 }
    return l2Normalize(drawn)
  }

  @Test(arguments: aggregations)
  func oneScaleAndItsCopiesAreItself(aggregation: Case) {
    let one = scale(1)
    for count in [1, 2, 5] {
      let joined = aggregation(Array(repeating: one, count: count))
      #expect(largestDifference(joined.elements, one.elements) < 2e-5)
    }
  }

  @Test(arguments: aggregations)
  func theOrderOfScalesDoesNotMatter(aggregation: Case) {
    let scales = [scale(1), scale(2), scale(3)]
    let turned = aggregation([scales[2], scales[0], scales[1]])
    #expect(largestDifference(turned.elements, aggregation(scales).elements) < 1e-6)
  }

  @Test(arguments: aggregations)
  func aggregatesHaveUnitLength(aggregation: Case) {
    let joined = aggregation([scale(1), scale(2), scale(3)])
    #expect(largestDifference(rowLengths(joined), [1, 1, 1, 1]) < 1e-5)
  }

  @Test(arguments: aggregations)
  func anImageIsJoinedOnItsOwn(aggregation: Case) {
    let scales = [scale(1), scale(2)]
    let alone = aggregation(scales.map { $0.selectingRows([2]) })
    #expect(alone == aggregation(scales).selectingRows([2]))
  }

  @Test(arguments: aggregations)
  func zerosStayFinite(aggregation: Case) {
    let zeros = Matrix(rows: 2, columns: 3)
    #expect(aggregation([zeros, zeros]) == zeros)
  }
}
