import Images
import Tensors
import Testing
import Training

/// From a sampler's indices to the batch that a trainer gets.
@Suite struct BatchSourceTests {
  /// Ten pictures of one level each, which augmentation below keeps: 10, 20, … 100.
  private static func picture(_ index: Int) -> PixelImage {
    PixelImage(
      width: 6, height: 5, pixels: Array(repeating: UInt8(10 * (index + 1)), count: 3 * 30))
  }

  private let targets = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3]

  private func source(
    _ sampling: BatchSource.Sampling, seed: UInt64 = 7, keepsLevels: Bool = true
  ) -> BatchSource {
    var augmentation = Augmentation()
    augmentation.outputSize = 4
    augmentation.blurProbability = 0
    if keepsLevels { augmentation.jitterProbability = 0 }
    return BatchSource(
      image: { Self.picture($0) }, targets: targets, sampling: sampling,
      augmentation: augmentation, seed: seed)
  }

  private func shuffled() throws -> ShuffledBatches {
    try ShuffledBatches(itemCount: 10, batchSize: 4, seed: 7)
  }

  /// Returns the index of the picture that each row of a batch shows.
  private func shown(_ batch: TrainingBatch) -> [Int] {
    let level = PixelNormalization.imageNet
    return batch.passes.flatMap { pass in
      (0..<pass.shape.batch).map { row in
        let value = pass.elements[row * 48] * level.deviation[0] + level.mean[0]
        return Int((value * 25.5).rounded()) - 1
      }
    }
  }

  private func batch(_ source: BatchSource, at step: Int, parts: [Range<Int>]) throws
    -> TrainingBatch
  {
    let chosen = source.images(at: step)
    return source.batch(
      of: try parts.map { try source.views(of: $0, chosen: chosen, at: step) }, chosen: chosen)
  }

  @Test func everyRowShowsItsImageAndBearsItsTarget() throws {
    for step in 0..<6 {
      let source = source(.shuffled(try shuffled()))
      let batch = try batch(source, at: step, parts: [0..<4])
      #expect(shown(batch) == source.images(at: step))
      #expect(batch.targets == source.images(at: step).map { targets[$0] })
      #expect(batch.passes.map(\.shape) == [[4, 3, 4, 4]])
    }
  }

  @Test func pairsAreTwoViewsOfEachImageSideBySide() throws {
    let source = source(.pairs(try shuffled()), keepsLevels: false)
    let chosen = source.images(at: 2)
    #expect(chosen == (try shuffled()).batch(at: 2).flatMap { [$0, $0] })
    let views = try source.views(of: 0..<8, chosen: chosen, at: 2)
    for pair in stride(from: 0, to: 8, by: 2) {
      #expect(views[pair * 48..<(pair + 1) * 48] != views[(pair + 1) * 48..<(pair + 2) * 48])
    }
  }

  @Test func halvesHaveOneViewOfEachImageEach() throws {
    let source = source(.halves(try shuffled()), keepsLevels: false)
    let chosen = source.images(at: 2)
    let order = try shuffled().batch(at: 2)
    #expect(chosen == order + order)
    let views = try source.views(of: 0..<8, chosen: chosen, at: 2)
    for row in 0..<4 {
      #expect(views[row * 48..<(row + 1) * 48] != views[(row + 4) * 48..<(row + 5) * 48])
    }
  }

  @Test func instancesOfABalancedBatchAreItsTargets() throws {
    let batches = try InstanceBalancedBatches(
      instances: targets, instancesPerBatch: 3, viewsPerInstance: 2, seed: 7)
    let batch = try batch(source(.balanced(batches)), at: 1, parts: [0..<6])
    #expect(shown(batch) == batches.batch(at: 1))
    #expect(Set(batch.targets) == [1, 3, 5])
    #expect(stride(from: 0, to: 6, by: 2).allSatisfy { batch.targets[$0] == batch.targets[$0 + 1] })
  }

  /// Threads draw parts of a batch, and memory decides how many images pass at a time.
  @Test func rowsDoNotDependOnThePartsTheyAreDrawnIn() throws {
    let source = source(.shuffled(try shuffled()), keepsLevels: false)
    let chosen = source.images(at: 3)
    let whole = try source.views(of: 0..<4, chosen: chosen, at: 3)
    let parts = try [0..<1, 1..<3, 3..<4].map {
      try source.views(of: $0, chosen: chosen, at: 3)
    }
    #expect(parts.flatMap(\.self) == whole)
    let halves = try batch(source, at: 3, parts: [0..<2, 2..<4])
    #expect(halves.passes.map(\.shape) == [[2, 3, 4, 4], [2, 3, 4, 4]])
    #expect(halves.passes.flatMap(\.elements) == whole)
  }

  @Test func stepsAndSeedsDrawViewsOfTheirOwn() throws {
    let first = source(.shuffled(try shuffled()), keepsLevels: false)
    let other = source(.shuffled(try shuffled()), seed: 8, keepsLevels: false)
    let chosen = [0, 1, 2, 3]
    let views = try first.views(of: 0..<4, chosen: chosen, at: 0)
    #expect(try first.views(of: 0..<4, chosen: chosen, at: 0) == views)
    #expect(try first.views(of: 0..<4, chosen: chosen, at: 1) != views)
    #expect(try other.views(of: 0..<4, chosen: chosen, at: 0) != views)
  }
}
