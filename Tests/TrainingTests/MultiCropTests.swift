import Glibc
import Images
import Networks
import OrderedCollections
import Tensors
import Testing
import Training

/// Views of several sizes of each image: their rows, their loss, and their way through the network.
@Suite struct MultiCropLossTests {
  /// Returns what equation 7 of Caron and others 2020 gives.
  private func formula(_ rows: [[Double]], images: [Int], temperature: Double) -> Double {
    let unit = rows.map { row in
      let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot() + 1e-6
      return row.map { $0 / length }
    }
    func weight(_ i: Int, _ j: Int) -> Double {
      exp(zip(unit[i], unit[j]).reduce(0) { $0 + $1.0 * $1.1 } / temperature)
    }
    let losses = unit.indices.map { i in
      let negatives = unit.indices.filter { images[$0] != images[i] }.map { weight(i, $0) }
      let positives = unit.indices.filter { images[$0] == images[i] && $0 != i }
      let terms = positives.map { j in
        -log(weight(i, j) / (weight(i, j) + negatives.reduce(0, +)))
      }
      return terms.reduce(0, +) / Double(positives.count)
    }
    return losses.reduce(0, +) / Double(losses.count)
  }

  @Test(arguments: [Float(0.1), 0.5, 10])
  func theLossIsThatOfThePaper(temperature: Float) {
    let images = [0, 0, 1, 1, 2, 2, 0, 0, 0, 1, 1, 1, 2, 2, 2]
    let rows = randomMatrix(15, 4, seed: 3)
    let doubles = (0..<15).map { row in (0..<4).map { Double(rows.elements[4 * row + $0]) } }
    let expected = formula(doubles, images: images, temperature: Double(temperature))
    let found = MultiCropNTXent(temperature: temperature)(rows, labels: images)
    #expect(abs(Double(found.value) - expected) < 1e-5 * max(1, expected))
    let numerical = numericalGradient(at: rows, step: 0.01) {
      MultiCropNTXent(temperature: temperature)($0, labels: images).value
    }
    // Steps of 0.01 in 24-bit arithmetic on losses of order one.
    #expect(largestDifference(found.gradient.elements, numerical) < 2e-3)
  }

  @Test func ofTwoViewsAnImageItIsTheLossOfTwoViews() {
    let rows = randomMatrix(8, 5, seed: 4)
    let pairs = NTXent(temperature: 0.2)(rows)
    let images = MultiCropNTXent(temperature: 0.2)(rows, labels: [0, 0, 1, 1, 2, 2, 3, 3])
    #expect(abs(pairs.value - images.value) < 1e-5)
    #expect(largestDifference(pairs.gradient.elements, images.gradient.elements) < 1e-6)
  }
}

@Suite struct MultiCropBatchTests {
  /// One picture a level: 20, 40, … 120.
  private static func picture(_ index: Int) -> PixelImage {
    PixelImage(
      width: 9, height: 7, pixels: Array(repeating: UInt8(20 * (index + 1)), count: 3 * 63))
  }

  private func source() throws -> BatchSource {
    var augmentation = Augmentation()
    (augmentation.jitterProbability, augmentation.blurProbability) = (0, 0)
    var (large, small) = (CropGroup(), CropGroup())
    (large.count, large.size) = (2, 6)
    (small.count, small.size, small.cropArea) = (3, 4, 0.05...0.14)
    augmentation.multiCrop = [large, small]
    return BatchSource(
      image: { Self.picture($0) }, targets: Array(repeating: 0, count: 6),
      sampling: .crops(try ShuffledBatches(itemCount: 6, batchSize: 2, seed: 1)),
      augmentation: augmentation, seed: 1)
  }

  @Test func viewsStandBySizeAndBearThePlaceOfTheirImage() throws {
    let source = try source()
    let chosen = source.images(at: 1)
    let batch = try ShuffledBatches(itemCount: 6, batchSize: 2, seed: 1).batch(at: 1)
    #expect(chosen == [0, 0, 1, 1, 0, 0, 0, 1, 1, 1].map { batch[$0] })
    let passes = source.passes(rowCount: chosen.count, imagesPerPass: 10)
    #expect(passes == [0..<4, 4..<10])
    let made = source.batch(
      of: try passes.map { try source.views(of: $0, chosen: chosen, at: 1) }, chosen: chosen)
    #expect(made.passes.map(\.shape) == [[4, 3, 6, 6], [6, 3, 4, 4]])
    #expect(made.targets == [0, 0, 1, 1, 0, 0, 0, 1, 1, 1])
    let level = PixelNormalization.imageNet
    let shown = made.passes.flatMap { pass in
      (0..<pass.shape.batch).map { row in
        let value = pass.elements[row * pass.elements.count / pass.shape.batch]
        return Int(((value * level.deviation[0] + level.mean[0]) * 255 / 20).rounded()) - 1
      }
    }
    #expect(shown == chosen)
  }

  @Test func rowsDoNotDependOnThePartsTheyAreDrawnIn() throws {
    let source = try source()
    let chosen = source.images(at: 0)
    let whole = try source.views(of: 4..<10, chosen: chosen, at: 0)
    let parts = try [4..<5, 5..<10].flatMap { try source.views(of: $0, chosen: chosen, at: 0) }
    #expect(whole == parts)
  }
}

@Suite struct MultiCropPropagationTests {
  private static let graph = ResNet(depth: .resNet18, width: 4).graph

  private func batch(sides: [Int]) -> TrainingBatch {
    var generator = SeededGenerator(seed: 9, purpose: "multi-crop test")
    let passes = sides.map { Tensor(normal: [4, 3, $0, $0], deviation: 1, using: &generator) }
    return TrainingBatch(
      passes: passes, targets: sides.flatMap { _ in [0, 0, 1, 1] })
  }

  private func result(
    _ batch: TrainingBatch, of parameters: OrderedDictionary<String, Tensor>,
    statistics: inout OrderedDictionary<String, Tensor>
  ) throws -> PropagationResult {
    let shapes = batch.passes.map(\.shape)
    let propagation = try MultiStagePropagation(
      Self.graph, head: Self.objective.head, passShape: shapes[0],
      otherShapes: Array(shapes.dropFirst()), normalisation: .training)
    try propagation.load(parameters, statistics: statistics)
    return try propagation.evaluate(
      batch, parameters: parameters, statistics: &statistics, draws: StepDraws(seed: 1, step: 0))
  }

  private static let objective = Objective.multiCropNTXent(temperature: 0.5, projection: [6, 4])

  private static func start() -> (
    parameters: OrderedDictionary<String, Tensor>, statistics: OrderedDictionary<String, Tensor>
  ) {
    let weights = NetworkWeights(initialising: graph, seed: 2)
    let own = objective.head.initialParameters(
      featureChannels: graph.featureChannels, seed: 2)
    return (weights.parameters.merging(own) { first, _ in first }, weights.statistics)
  }

  /// The derivative of the loss along the gradient is the gradient's squared length.
  @Test func gradientsOfTwoSizesAreTheDerivativesOfTheLoss() throws {
    let (parameters, statistics) = Self.start()
    let batch = batch(sides: [40, 32])
    var kept = statistics
    let found = try result(batch, of: parameters, statistics: &kept)
    var squares = 0.0
    for gradient in found.gradients.values {
      squares += gradient.elements.reduce(0.0) { $0 + Double($1) * Double($1) }
    }
    let step = Float(1e-4 / squares.squareRoot())
    func loss(_ sign: Float) throws -> Float {
      var moved = parameters
      for (name, gradient) in found.gradients {
        for index in gradient.elements.indices {
          moved[name]?.elements[index] += sign * step * gradient.elements[index]
        }
      }
      var thrown = statistics
      return try result(batch, of: moved, statistics: &thrown).loss
    }
    let slope = try Double(loss(1) - loss(-1)) / Double(2 * step)
    #expect(abs(slope - squares) < 0.03 * squares)
  }

  @Test func twoGroupsOfOneSizeAreTwoPassesOfOneNetwork() throws {
    let (parameters, statistics) = Self.start()
    let batch = batch(sides: [32, 32])
    var (first, second) = (statistics, statistics)
    let twoShapes = try result(batch, of: parameters, statistics: &first)
    let propagation = try MultiStagePropagation(
      Self.graph, head: Self.objective.head, passShape: [4, 3, 32, 32], normalisation: .training)
    try propagation.load(parameters, statistics: statistics)
    let onePass = try propagation.evaluate(
      batch, parameters: parameters, statistics: &second, draws: StepDraws(seed: 1, step: 0))
    #expect(twoShapes.loss == onePass.loss && twoShapes.gradients == onePass.gradients)
    #expect(first == second && first != statistics)
  }

  @Test func aTrainerLearnsFromViewsOfTwoSizes() throws {
    let batch = batch(sides: [40, 32])
    let trainer = try Trainer(
      Self.graph, weights: NetworkWeights(initialising: Self.graph, seed: 2),
      objective: Self.objective,
      optimiser: AdamW(meanDecay: 0.9, squareDecay: 0.999, epsilon: 1e-8, weightDecay: 0),
      schedule: CosineSchedule(peak: 0.003, warmUpSteps: 0, totalSteps: 12),
      batchShape: batch.passes[0].shape, otherShapes: [batch.passes[1].shape], seed: 2)
    let losses = try (0..<12).map { _ in try trainer.takeStep(on: batch) }
    #expect(losses[11] < 0.8 * losses[0])
  }
}
