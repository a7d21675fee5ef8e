import Specs
import Training

extension Specs.Objective {
  /// Returns what is minimised.
  ///
  /// - Parameters:
  ///   - classCount: the number of values that the label has in the set; 0 where none is learnt.
  ///   - layers: the classifier that belongs to the network.
  ///   - hasCrops: whether views come in several sizes.
  /// - Returns: the objective of a trainer.
  func trainingObjective(
    classCount: Int, layers: ClassifierLayers, hasCrops: Bool
  ) -> Training.Objective {
    switch self {
    case .crossEntropy: .crossEntropy(classCount: classCount, layers: layers)
    case .contrastive(let settings) where hasCrops:
      .multiCropNTXent(temperature: Float(settings.temperature), projection: settings.projection)
    case .contrastive(let settings):
      .ntXent(temperature: Float(settings.temperature), projection: settings.projection)
    case .momentumContrast(let settings):
      .momentumContrast(
        temperature: Float(settings.temperature), momentum: settings.momentum,
        queueLength: settings.queueLength, projection: settings.projection)
    case .supCon(let settings):
      .supCon(temperature: Float(settings.temperature), projection: settings.projection)
    case .arcFace(let settings):
      .descriptors(
        .classes(settings.softmax(.angular(Float(settings.margin))), count: classCount),
        pooling: settings.pooling)
    case .cosFace(let settings):
      .descriptors(
        .classes(settings.softmax(.cosine(Float(settings.margin))), count: classCount),
        pooling: settings.pooling)
    case .averagePrecision(let settings):
      .descriptors(.rows(.listwiseAP(settings.loss(.cumulative))), pooling: settings.pooling)
    case .tieAwareAP(let settings):
      .descriptors(.rows(.listwiseAP(settings.loss(.tieAware))), pooling: settings.pooling)
    case .fastAP(let settings):
      .descriptors(.rows(.listwiseAP(.fastAP(parts: settings.bins))), pooling: settings.pooling)
    case .smoothAP(let settings):
      .descriptors(
        .rows(.smoothAP(SmoothAP(temperature: Float(settings.temperature)))),
        pooling: settings.pooling)
    case .contrastivePair(let settings):
      .descriptors(
        .rows(
          .contrastivePair(
            ContrastivePairLoss(
              margin: Float(settings.margin), negatives: settings.mining?.negatives))),
        pooling: settings.pooling)
    case .triplet(let settings):
      .descriptors(
        .rows(
          .triplet(
            TripletLoss(
              margin: Float(settings.margin), negatives: settings.mining?.negatives))),
        pooling: settings.pooling)
    case .roadmap(let settings):
      .descriptors(.rows(.roadmap(settings.loss)), pooling: settings.pooling)
    }
  }
}

extension PooledSettings {
  /// How features become a descriptor.
  fileprivate var pooling: DescriptorPooling {
    DescriptorPooling(exponent: Float(gem.exponent), learnsExponent: gem.isLearnt)
  }
}

extension MarginSoftmaxSettings {
  fileprivate func softmax(_ margin: MarginSoftmax.Margin) -> MarginSoftmax {
    MarginSoftmax(margin: margin, scale: Float(scale))
  }
}

extension ListwiseAPSettings {
  fileprivate func loss(_ precision: QuantisedListwiseAP.Precision) -> QuantisedListwiseAP {
    QuantisedListwiseAP(
      binCount: bins, range: Float(range.lowerBound)...Float(range.upperBound), precision: precision
    )
  }
}

extension RoadmapSettings {
  fileprivate var loss: RoadmapLoss {
    var loss = RoadmapLoss()
    loss.temperature = Float(temperature)
    loss.margin = Float(margin)
    loss.slope = Float(slope)
    loss.offset = Float(offset)
    loss.positiveSimilarity = Float(positiveSimilarity)
    loss.negativeSimilarity = Float(negativeSimilarity)
    loss.calibration = Float(calibration)
    return loss
  }
}
