internal import Kernels
public import Tensors

/// Batches of tuples: an anchor, a positive, and the images of other instances that the network takes to
/// be nearest to the anchor.
///
/// The mining of Radenović, Tolias and Chum 2019, "Fine-tuning CNN Image Retrieval with No Human
/// Annotation", as `create_epoch_tuples` of their code has it. Training goes by rounds. At the start of a
/// round a pool of images is drawn, and for each anchor of the round the most similar ones of the pool are
/// taken, of other instances than its own and no two of one. Anchors and positives are those of
/// `InstanceBalancedBatches`, and the pool is a pure function of the seed and the round, so nothing but the
/// negatives depends on what was learnt.
public struct HardNegativeMining: Sendable, Equatable {
  /// The number of anchors of a batch, each of an instance of its own.
  public let anchorsPerBatch: Int

  /// The number of negatives of an anchor.
  public let negativesPerAnchor: Int

  /// The number of images that negatives are looked for among.
  public let poolSize: Int

  /// The number of batches between two minings.
  public let batchesPerRound: Int

  /// The number of batches of the whole training.
  public let batchCount: Int

  private let instances: [Int]
  private let pairs: InstanceBalancedBatches

  /// Creates the batches of one training.
  ///
  /// - Parameters:
  ///   - instances: the instance label of each image, at least 0.
  ///   - anchorsPerBatch: the number of anchors of a batch, at least 1.
  ///   - negativesPerAnchor: the number of negatives of each, at least 1.
  ///   - poolSize: the number of images that negatives are looked for among, at least 1; a set that has
  ///     no more is the pool as a whole.
  ///   - batchesPerRound: the number of batches between two minings, at least 1.
  ///   - batchCount: the number of batches of the whole training, at least 1.
  ///   - seed: the seed of the plan.
  /// - Throws: `SamplingError.tooFewInstances` when not one batch can be filled,
  ///   `SamplingError.tooFewNegatives` when an anchor has too few other instances.
  public init(
    instances: [Int], anchorsPerBatch: Int, negativesPerAnchor: Int, poolSize: Int,
    batchesPerRound: Int, batchCount: Int, seed: UInt64
  ) throws(SamplingError) {
    precondition(
      negativesPerAnchor >= 1 && poolSize >= 1 && batchesPerRound >= 1 && batchCount >= 1,
      "expected at least 1 negative, image and batch, found \(negativesPerAnchor), \(poolSize), "
        + "\(batchesPerRound) and \(batchCount)")
    let others = Set(instances).count - 1
    guard others >= negativesPerAnchor else {
      throw .tooFewNegatives(found: max(0, others), negatives: negativesPerAnchor)
    }
    pairs = try InstanceBalancedBatches(
      instances: instances, instancesPerBatch: anchorsPerBatch, viewsPerInstance: 2, seed: seed)
    self.instances = instances
    self.anchorsPerBatch = anchorsPerBatch
    self.negativesPerAnchor = negativesPerAnchor
    self.poolSize = poolSize
    self.batchesPerRound = batchesPerRound
    self.batchCount = batchCount
  }

  /// Returns whether negatives are to be found before a batch, counted from 0.
  public func begins(at batch: Int) -> Bool { batch.isMultiple(of: batchesPerRound) }

  /// Returns the round that a batch is of, from 0.
  public func round(of batch: Int) -> Int { batch / batchesPerRound }

  /// Returns the batches of a round; the last round may have fewer.
  public func batches(of round: Int) -> Range<Int> {
    let first = round * batchesPerRound
    return first..<min(first + batchesPerRound, batchCount)
  }

  /// Returns the anchors of a round, batch by batch.
  ///
  /// - Parameter round: from 0.
  /// - Returns: indices into the training set; an image may come again.
  public func anchors(of round: Int) -> [Int] {
    batches(of: round).flatMap { batch in
      let images = pairs.batch(at: batch)
      return stride(from: 0, to: images.count, by: 2).map { images[$0] }
    }
  }

  /// Returns the images that the negatives of a round are looked for among.
  ///
  /// They are the first of a drawn order: as many as the pool has, and more where those show too few
  /// instances for an anchor to have all its negatives of others.
  ///
  /// - Parameter round: from 0.
  /// - Returns: indices into the training set, ascending.
  public func pool(of round: Int) -> [Int] {
    var generator = SeededGenerator(
      seed: pairs.seed, purpose: "pool of negatives", epoch: round)
    var pool: [Int] = []
    var shown: Set<Int> = []
    for image in generator.permutation(instances.count) {
      guard pool.count < poolSize || shown.count <= negativesPerAnchor else { break }
      pool.append(image)
      shown.insert(instances[image])
    }
    return pool.sorted()
  }

  /// Finds the negatives of a round.
  ///
  /// Of images that are equally similar the first of the set is taken.
  ///
  /// - Parameters:
  ///   - round: from 0.
  ///   - descriptor: returns the row of an image in `descriptors`; asked of anchors and of the pool.
  ///   - descriptors: of unit length, (row, dimension).
  /// - Returns: the negatives, and the mean distance between an anchor and one of its negatives.
  /// - Complexity: O(anchors × pool × dimension).
  public func negatives(
    of round: Int, row descriptor: (Int) -> Int, descriptors: Matrix
  ) -> (negatives: HardNegatives, meanDistance: Double) {
    let (anchors, pool) = (anchors(of: round), pool(of: round))
    let database = descriptors.selectingRows(pool.map(descriptor))
    var images: [Int] = []
    var distances = 0.0
    // The similarities of so many anchors are held at a time.
    for first in stride(from: 0, to: anchors.count, by: 64) {
      let part = anchors[first..<min(first + 64, anchors.count)]
      let similarities = multiply(
        descriptors.selectingRows(part.map(descriptor)), database, transposingRight: true)
      for (row, anchor) in part.enumerated() {
        let found = nearest(similarities.row(row), among: pool, to: anchor)
        for place in found {
          let similarity = Double(similarities[row, place])
          distances += max(0, 2 - 2 * similarity).squareRoot()
          images.append(pool[place])
        }
      }
    }
    return (HardNegatives(round: round, images: images), distances / Double(images.count))
  }

  /// Returns the places in the pool of an anchor's negatives, the nearest first.
  private func nearest(
    _ similarities: ArraySlice<Float>, among pool: [Int], to anchor: Int
  ) -> [Int] {
    let start = similarities.startIndex
    func isNearer(_ place: Int, than other: Int) -> Bool {
      let (own, others) = (similarities[start + place], similarities[start + other])
      return own > others || (own == others && place < other)
    }
    // The nearest image of each instance, then the nearest of these.
    var best: [Int: Int] = [:]
    for (place, image) in pool.enumerated() where instances[image] != instances[anchor] {
      if let other = best[instances[image]], !isNearer(place, than: other) { continue }
      best[instances[image]] = place
    }
    return Array(best.values.sorted(by: isNearer).prefix(negativesPerAnchor))
  }

  /// Returns whether negatives are those of the round that a batch is of, as far as can be told.
  ///
  /// - Parameters:
  ///   - negatives: what was kept of an earlier attempt.
  ///   - batch: from 0.
  /// - Returns: whether there are as many as the round has, of images of the set.
  public func fits(_ negatives: HardNegatives, at batch: Int) -> Bool {
    isRound(negatives, of: batch) && negatives.images.allSatisfy(instances.indices.contains)
  }

  /// Returns whether negatives are of the round of a batch, and as many as it has.
  private func isRound(_ negatives: HardNegatives, of batch: Int) -> Bool {
    let round = round(of: batch)
    return negatives.round == round
      && negatives.images.count == batches(of: round).count * anchorsPerBatch * negativesPerAnchor
  }

  /// Returns the images of a batch: each anchor, its positive and its negatives in turn.
  ///
  /// - Parameters:
  ///   - batch: from 0.
  ///   - negatives: those of its round.
  /// - Returns: `anchorsPerBatch` times 2 and `negativesPerAnchor` positions in the list of images.
  func batch(at batch: Int, with negatives: HardNegatives) -> [Int] {
    precondition(
      isRound(negatives, of: batch), "expected the negatives of batch \(batch), found others")
    let before = (batch - batches(of: negatives.round).lowerBound) * anchorsPerBatch
    let images = pairs.batch(at: batch)
    return (0..<anchorsPerBatch).flatMap { anchor in
      let first = (before + anchor) * negativesPerAnchor
      return images[2 * anchor..<2 * anchor + 2]
        + negatives.images[first..<first + negativesPerAnchor]
    }
  }
}

/// The negatives of one round.
public struct HardNegatives: Sendable, Equatable {
  /// The round, from 0.
  public let round: Int

  /// Positions in the training set, (anchor, negative), those of an anchor from the nearest on.
  public let images: [Int]

  /// Takes over the negatives of a round.
  ///
  /// - Parameters:
  ///   - round: from 0.
  ///   - images: positions in the training set, (anchor, negative).
  public init(round: Int, images: [Int]) {
    self.round = round
    self.images = images
  }
}
