import Failures
import Testing
import Training

@Suite struct ShuffledBatchesTests {
  @Test func epochShowsEachItemAtMostOnceAndDropsTheRest() throws {
    let batches = try ShuffledBatches(itemCount: 11, batchSize: 3, seed: 5)
    #expect(batches.batchesPerEpoch == 3)
    let shown = (0..<3).flatMap(batches.batch)
    #expect(shown.count == 9)
    #expect(Set(shown).count == 9)
    #expect(Set(shown).isSubset(of: Set(0..<11)))
  }

  /// Sets that fill their batches, that leave one over, and that nearly fill another.
  @Test(arguments: [(1, 1), (7, 7), (8, 7), (13, 7), (12, 4), (30, 1)], [1, 2, 3])
  func noItemIsShownTwiceInAnEpochAndNoneIsLeftOutForEver(
    sizes: (items: Int, batch: Int), seed: UInt64
  ) throws {
    let batches = try ShuffledBatches(itemCount: sizes.items, batchSize: sizes.batch, seed: seed)
    var seen: Set<Int> = []
    for epoch in 0..<40 {
      let steps = epoch * batches.batchesPerEpoch..<(epoch + 1) * batches.batchesPerEpoch
      let shown = steps.flatMap(batches.batch)
      #expect(shown.count == sizes.items / sizes.batch * sizes.batch)
      #expect(Set(shown).count == shown.count)
      seen.formUnion(shown)
    }
    // An epoch leaves out less than a half, so after forty an item is missing once in 10^12 times.
    #expect(seen == Set(0..<sizes.items))
  }

  @Test func everyPlaceOfAnEpochIsAsLikelyForEveryItem() throws {
    let batches = try ShuffledBatches(itemCount: 5, batchSize: 5, seed: 4)
    var counts = [Int](repeating: 0, count: 25)
    for epoch in 0..<4000 {
      for (place, item) in batches.batch(at: epoch).enumerated() { counts[5 * place + item] += 1 }
    }
    // 800 of 4000 each; one standard deviation is 25.
    #expect(counts.allSatisfy { abs($0 - 800) < 5 * 25 })
  }

  @Test func batchIsAPureFunctionOfSeedAndStep() throws {
    let first = try ShuffledBatches(itemCount: 40, batchSize: 8, seed: 5)
    let second = try ShuffledBatches(itemCount: 40, batchSize: 8, seed: 5)
    #expect(first.batch(at: 17) == second.batch(at: 17))
  }

  @Test func epochsAndSeedsHaveOrdersOfTheirOwn() throws {
    let batches = try ShuffledBatches(itemCount: 40, batchSize: 40, seed: 5)
    let other = try ShuffledBatches(itemCount: 40, batchSize: 40, seed: 6)
    #expect(batches.batch(at: 0) != batches.batch(at: 1))
    #expect(batches.batch(at: 0) != other.batch(at: 0))
    #expect(batches.batch(at: 1).sorted() == Array(0..<40))
  }

  @Test func setSmallerThanABatchIsAnError() {
    let error = #expect(throws: SamplingError.self) {
      try ShuffledBatches(itemCount: 3, batchSize: 4, seed: 0)
    }
    #expect(
      error?.description == "Could not fill a batch of 4 images: the training set has 3. "
        + "Lower the batch size or give more images.")
  }
}

@Suite struct InstanceBalancedBatchesTests {
  /// Instances 10 (five images), 20 (two), 30 (four), 40 (three).
  private let instances = [10, 20, 30, 40, 10, 20, 30, 40, 10, 30, 40, 10, 30, 10]

  @Test func batchHoldsTheSameNumberOfDifferentImagesOfEachInstance() throws {
    let batches = try InstanceBalancedBatches(
      instances: instances, instancesPerBatch: 2, viewsPerInstance: 3, seed: 1)
    let batch = batches.batch(at: 4)
    #expect(batch.count == 6)
    #expect(Set(batch).count == 6)
    let shown = batch.map { instances[$0] }
    #expect(Set(shown[..<3]).count == 1)
    #expect(Set(shown[3...]).count == 1)
    #expect(shown[0] != shown[3])
  }

  @Test func instancesWithTooFewImagesAreLeftOut() throws {
    let batches = try InstanceBalancedBatches(
      instances: instances, instancesPerBatch: 3, viewsPerInstance: 3, seed: 1)
    #expect(batches.eligibleInstanceCount == 3)
    #expect(Set(batches.batch(at: 0).map { instances[$0] }) == [10, 30, 40])
  }

  @Test func epochShowsEachInstanceAtMostOnce() throws {
    let batches = try InstanceBalancedBatches(
      instances: instances, instancesPerBatch: 2, viewsPerInstance: 2, seed: 9)
    #expect(batches.batchesPerEpoch == 2)
    let shown = (0..<2).flatMap(batches.batch).map { instances[$0] }
    #expect(Set(shown) == [10, 20, 30, 40])
  }

  @Test func batchIsAPureFunctionOfSeedAndStep() throws {
    let first = try InstanceBalancedBatches(
      instances: instances, instancesPerBatch: 2, viewsPerInstance: 2, seed: 9)
    let second = try InstanceBalancedBatches(
      instances: instances, instancesPerBatch: 2, viewsPerInstance: 2, seed: 9)
    #expect(first.batch(at: 12) == second.batch(at: 12))
    let epochs = Set((0..<8).map { first.batch(at: $0) })
    #expect(epochs.count > 1)
  }

  @Test(arguments: [(1, 2), (2, 2), (3, 2), (2, 3), (1, 5)], [1, 2, 3])
  func anEpochRepeatsNoInstanceAndEveryImageHasItsTurn(
    sizes: (instances: Int, views: Int), seed: UInt64
  ) throws {
    let batches = try InstanceBalancedBatches(
      instances: instances, instancesPerBatch: sizes.instances, viewsPerInstance: sizes.views,
      seed: seed)
    var seen: Set<Int> = []
    for epoch in 0..<60 {
      let steps = epoch * batches.batchesPerEpoch..<(epoch + 1) * batches.batchesPerEpoch
      let shown = steps.flatMap(batches.batch)
      let counts = Dictionary(grouping: shown) { instances[$0] }.mapValues(\.count)
      #expect(counts.values.allSatisfy { $0 == sizes.views })
      #expect(Set(shown).count == shown.count)
      seen.formUnion(shown)
    }
    let eligible = instances.indices.filter { image in
      instances.count { $0 == instances[image] } >= sizes.views
    }
    #expect(seen == Set(eligible))
  }

  /// What an instance shows in an epoch does not hang on the place that the order gives it.
  @Test func sizesOfBatchesDoNotChangeTheViewsOfAnInstance() throws {
    func views(_ instancesPerBatch: Int) throws -> Set<[Int]> {
      let batches = try InstanceBalancedBatches(
        instances: instances, instancesPerBatch: instancesPerBatch, viewsPerInstance: 2, seed: 9)
      let shown = (0..<batches.batchesPerEpoch).flatMap(batches.batch)
      return Set(stride(from: 0, to: shown.count, by: 2).map { Array(shown[$0..<$0 + 2]) })
    }
    #expect(try views(1) == views(2))
    #expect(try views(1) == views(4))
  }

  @Test func tooFewInstancesAreAnError() {
    #expect(
      throws: SamplingError.tooFewInstances(
        found: 1, instancesPerBatch: 2, viewsPerInstance: 5)
    ) {
      try InstanceBalancedBatches(
        instances: instances, instancesPerBatch: 2, viewsPerInstance: 5, seed: 0)
    }
  }
}
