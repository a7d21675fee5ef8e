import Failures
import Images
import Kernels
import Tensors
import Testing
import Training

@Suite struct HardNegativeMiningTests {
  /// A set of images, and what an unknown network makes of them.
  private struct World {
    let instances: [Int]
    let descriptors: Matrix

    /// Coordinates have few levels or many; few make images equally similar.
    init(images: Int, instances count: Int, levels: Int, seed: UInt64) {
      var generator = SeededGenerator(seed: seed, purpose: "mining test")
      instances = (0..<images).map { $0 < 2 * count ? $0 / 2 : generator.integer(below: count) }
      descriptors = Matrix(
        rows: images, columns: 3,
        elements: (0..<3 * images).map { _ in Float(generator.integer(below: levels) + 1) })
    }

    func mining(
      pool: Int, negatives: Int = 3, batchesPerRound: Int = 2, batchCount: Int = 7, seed: UInt64 = 1
    ) throws -> HardNegativeMining {
      try HardNegativeMining(
        instances: instances, anchorsPerBatch: 2, negativesPerAnchor: negatives, poolSize: pool,
        batchesPerRound: batchesPerRound, batchCount: batchCount, seed: seed)
    }

    func negatives(_ mining: HardNegativeMining, of round: Int) -> [[Int]] {
      let found = mining.negatives(of: round, row: { $0 }, descriptors: descriptors).negatives
      #expect(found.round == round)
      return stride(from: 0, to: found.images.count, by: mining.negativesPerAnchor).map {
        Array(found.images[$0..<$0 + mining.negativesPerAnchor])
      }
    }

    /// Walks down the whole ranking of the pool and takes each image of an instance that is new, as
    /// cirtorch does.
    func walked(_ anchor: Int, _ pool: [Int], _ count: Int) -> [Int] {
      func similarity(_ image: Int) -> Float {
        zip(descriptors.row(anchor), descriptors.row(image)).reduce(0) { $0 + $1.0 * $1.1 }
      }
      let ranking = pool.sorted {
        (similarity($1), $0) < (similarity($0), $1)
      }
      var seen = [instances[anchor]]
      var found: [Int] = []
      for image in ranking where found.count < count && !seen.contains(instances[image]) {
        found.append(image)
        seen.append(instances[image])
      }
      return found
    }
  }

  /// Few levels, so that many images are equally similar; and many.
  private static let worlds = [
    World(images: 60, instances: 9, levels: 2, seed: 1),
    World(images: 60, instances: 20, levels: 50, seed: 2),
    World(images: 150, instances: 70, levels: 3, seed: 3),
  ]

  @Test(arguments: worlds.indices, [5, 20, 1000])
  func negativesAreThoseOfAWalkDownTheRanking(world: Int, pool: Int) throws {
    let world = Self.worlds[world]
    let mining = try world.mining(pool: pool)
    for round in 0..<4 {
      let anchors = mining.anchors(of: round)
      let images = mining.pool(of: round)
      let found = world.negatives(mining, of: round)
      #expect(found == anchors.map { world.walked($0, images, 3) })
    }
  }

  @Test(arguments: worlds.indices, [1, 20, 1000])
  func negativesAreOfOtherInstancesAndNoTwoOfOne(world: Int, pool: Int) throws {
    let world = Self.worlds[world]
    let mining = try world.mining(pool: pool, negatives: 8)
    for round in 0..<4 {
      for (anchor, negatives) in zip(mining.anchors(of: round), world.negatives(mining, of: round))
      {
        let shown = [anchor] + negatives
        #expect(Set(shown.map { world.instances[$0] }).count == 9)
      }
    }
  }

  @Test func theMeanDistanceIsThatOfUnitVectors() throws {
    let world = Self.worlds[1]
    let mining = try world.mining(pool: 30)
    let unit = l2Normalize(world.descriptors)
    let found = mining.negatives(of: 0, row: { $0 }, descriptors: unit)
    let distances = mining.anchors(of: 0).enumerated().flatMap { place, anchor in
      (0..<3).map { number -> Double in
        let image = found.negatives.images[3 * place + number]
        return zip(unit.row(anchor), unit.row(image)).reduce(0) {
          $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1)
        }.squareRoot()
      }
    }
    let mean = distances.reduce(0, +) / Double(distances.count)
    #expect(mean > 0.01)
    #expect(abs(found.meanDistance - mean) < 1e-3)
  }

  /// Descriptors may stand in any rows.
  @Test func negativesDoNotDependOnTheOrderOfDescriptors() throws {
    let world = Self.worlds[0]
    let mining = try world.mining(pool: 20)
    let last = world.instances.count - 1
    let turned = world.descriptors.selectingRows((0...last).reversed())
    #expect(
      mining.negatives(of: 1, row: { last - $0 }, descriptors: turned).negatives
        == mining.negatives(of: 1, row: { $0 }, descriptors: world.descriptors).negatives)
  }

  @Test(arguments: [3, 20, 59])
  func aPoolIsDrawnAnewForEachRound(size: Int) throws {
    let mining = try Self.worlds[1].mining(pool: size, negatives: 1)
    let pools = (0..<20).map(mining.pool)
    #expect(pools.allSatisfy { $0.count == size && $0 == Set($0).sorted() })
    #expect(Set(pools).count > 10)
    #expect(Set(pools.flatMap(\.self)).count > size)
    #expect((0..<20).map(mining.pool) == pools)
    let other = try Self.worlds[1].mining(pool: size, negatives: 1, seed: 2)
    #expect((0..<20).map(other.pool) != pools)
  }

  @Test func aSmallSetIsThePool() throws {
    #expect(try Self.worlds[0].mining(pool: 60).pool(of: 3) == Array(0..<60))
    #expect(try Self.worlds[0].mining(pool: 61).pool(of: 3) == Array(0..<60))
  }

  /// One image shows one instance, and four are needed.
  @Test func aPoolOfTooFewInstancesIsLarger() throws {
    let world = Self.worlds[1]
    let mining = try world.mining(pool: 1)
    for round in 0..<20 {
      let pool = mining.pool(of: round)
      #expect(Set(pool.map { world.instances[$0] }).count == 4)
    }
  }

  @Test func roundsDivideTheBatches() throws {
    let mining = try Self.worlds[0].mining(pool: 9, batchesPerRound: 3, batchCount: 7)
    #expect((0..<3).map(mining.batches) == [0..<3, 3..<6, 6..<7])
    #expect((0..<7).map(mining.round) == [0, 0, 0, 1, 1, 1, 2])
    #expect((0..<7).filter(mining.begins) == [0, 3, 6])
    #expect((0..<3).map { mining.anchors(of: $0).count } == [6, 6, 2])
  }

  /// Mining changes neither anchors nor positives.
  @Test func aBatchIsAnchorsWithTheirPositivesAndNegatives() throws {
    let world = Self.worlds[1]
    let mining = try world.mining(pool: 20, batchesPerRound: 2, batchCount: 5)
    let pairs = try InstanceBalancedBatches(
      instances: world.instances, instancesPerBatch: 2, viewsPerInstance: 2, seed: 1)
    var source = BatchSource(
      image: { _ in PixelImage(width: 1, height: 1, pixels: [0, 0, 0]) },
      targets: world.instances, sampling: .tuples(mining, nil), augmentation: Augmentation(),
      seed: 1)
    #expect(source.mining == mining)
    #expect(source.negatives == nil)
    for round in 0..<3 {
      let found = mining.negatives(
        of: round, row: { $0 }, descriptors: world.descriptors
      ).negatives
      source = source.taking(found)
      #expect(source.negatives == found)
      let negatives = world.negatives(mining, of: round)
      for (place, batch) in mining.batches(of: round).enumerated() {
        let pair = pairs.batch(at: batch)
        let expected =
          pair[..<2] + negatives[2 * place] + pair[2...] + negatives[2 * place + 1]
        #expect(source.images(at: batch) == Array(expected))
        #expect(mining.anchors(of: round)[2 * place] == pair[0])
        #expect(mining.anchors(of: round)[2 * place + 1] == pair[2])
      }
    }
  }

  @Test func negativesOfAnotherRoundOrSetDoNotFit() throws {
    let world = Self.worlds[1]
    let mining = try world.mining(pool: 20)
    let found = mining.negatives(of: 1, row: { $0 }, descriptors: world.descriptors).negatives
    #expect(mining.fits(found, at: 2) && mining.fits(found, at: 3))
    #expect(!mining.fits(found, at: 1) && !mining.fits(found, at: 4))
    #expect(!mining.fits(HardNegatives(round: 1, images: Array(found.images.dropLast())), at: 2))
    var outside = found.images
    outside[4] = 60
    #expect(!mining.fits(HardNegatives(round: 1, images: outside), at: 2))
  }

  @Test func tooFewInstancesAreAnError() {
    let error = #expect(throws: SamplingError.self) {
      try HardNegativeMining(
        instances: [0, 0, 1, 1, 2], anchorsPerBatch: 1, negativesPerAnchor: 3, poolSize: 5,
        batchesPerRound: 1, batchCount: 1, seed: 0)
    }
    #expect(
      error?.description
        == "Could not fill a tuple of 3 negatives of different instances: the training set has 2 "
        + "instances besides that of the anchor. Lower the number of negatives, or give images of "
        + "more instances.")
  }
}
