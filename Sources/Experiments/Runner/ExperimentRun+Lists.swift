import Specs

extension ExperimentRun {
  /// Returns the lists of images of a set that a row needs: what is searched, or fitted on.
  func lists(of set: DatasetName, for row: ResolvedRow) async throws -> [[ImageItem]] {
    var lists: [[ImageItem]] = []
    if experiment.datasets.contains(set) {
      let retrieval = try await retrievalSet(set)
      let isListedAlone = set.distractors != nil && experiment.datasets.contains(set.plain)
      lists = isListedAlone ? [] : [retrieval.wholeImages, retrieval.queries]
      if set.distractors != nil { lists.append(retrieval.distractors) }
    }
    let whitening = row.descriptor.whitening
    if experiment.datasets.contains(where: { whitening.fitOn?.set(for: $0) == set }) {
      lists.append(try await fittingImages(whitening, set))
    }
    return lists.unique
  }

  /// Returns the number of images of a list whose descriptors are not in the cache, by pooling.
  ///
  /// - Parameters:
  ///   - items: the list.
  ///   - weights: the network, or nil when it has yet to be made.
  ///   - row: how the images are prepared.
  ///   - poolings: the poolings that are wanted.
  /// - Returns: all of the list for a network that has yet to be made.
  func missingImages(
    of items: [ImageItem], by weights: StoredWeights?, _ row: ResolvedRow,
    _ poolings: [PoolingName]
  ) -> [PoolingName: Int] {
    guard let weights else {
      return Dictionary(uniqueKeysWithValues: poolings.map { ($0, items.count) })
    }
    let stage = DescriptorStage(context: context, onDamaged: experiment.onDamaged)
    return Dictionary(
      uniqueKeysWithValues: poolings.map { pooling in
        let missing = ImageShard.cut(items).filter {
          !stage.holds($0, weights: weights, settings: row.descriptor, pooling: pooling)
        }
        return (pooling, missing.map(\.items.count).reduce(0, +))
      })
  }

  /// Returns the number of images of a list whose reduced pixels are not in the cache.
  func missingPixels(of items: [ImageItem], _ row: ResolvedRow) -> Int {
    let stage = DescriptorStage(context: context, onDamaged: experiment.onDamaged)
    return ImageShard.cut(items).filter { !stage.holdsPixels($0, settings: row.descriptor) }
      .map(\.items.count).reduce(0, +)
  }

  /// Returns the poolings that the table asks of a row's network and preparation; they are made
  /// together.
  func poolings(of row: ResolvedRow) -> [PoolingName] {
    let family = row.descriptor.extractionFamily
    let siblings = experiment.rows.filter {
      $0.model == row.model && $0.hasDescriptors && $0.descriptor.extractionFamily == family
    }
    return PoolingName.allCases.filter { pooling in
      siblings.contains { $0.descriptor.pooling == pooling }
    }
  }
}
