/// What a network is trained to do.
public enum Objective: Sendable, Hashable {
  /// Tell classes apart: the classifier that belongs to the network, cross-entropy.
  case crossEntropy(classCount: Int, layers: ClassifierLayers = .linear)

  /// Recognise two views of one image among those of others: mean pooling, a projection of
  /// linear layers with the given widths, NT-Xent (Chen et al. 2020, eq. 1).
  case ntXent(temperature: Float, projection: [Int])

  /// Recognise the other views of one image among those of others, of any number of views and of
  /// several sizes: as `ntXent`, with the loss of Caron et al. 2020, appendix A.8. Targets tell which
  /// views are of one image.
  case multiCropNTXent(temperature: Float, projection: [Int])

  /// Bring all images of one label together: mean pooling, a projection as for NT-Xent, SupCon
  /// (Khosla et al. 2020, eq. 2).
  case supCon(temperature: Float, projection: [Int])

  /// What a loss asks of descriptors: GeM pooling, unit length, the loss.
  case descriptors(DescriptorCriterion, pooling: DescriptorPooling)

  /// Recognise the key of another view among those of earlier batches: mean pooling, a projection
  /// of linear layers with the given widths, a momentum encoder and a queue of its keys, InfoNCE
  /// (He et al. 2020, algorithm 1).
  case momentumContrast(
    temperature: Float, momentum: Double, queueLength: Int, projection: [Int])
}

/// What stands between a network's last features and its class scores.
public enum ClassifierLayers: Sendable, Hashable {
  /// Mean pooling and one linear layer, as in a ResNet (He et al. 2016, table 1).
  case linear

  /// Average pooling to 7×7 and three linear layers with dropout between them, as in a VGG
  /// (Simonyan and Zisserman 2015, table 1 and section 3.1).
  ///
  /// The hidden width is 4096 and the probability of dropout 0.5 in the paper.
  case vgg(hiddenWidth: Int, dropout: Float)
}

extension Objective {
  /// The head that computes this objective.
  public var head: any ObjectiveHead {
    switch self {
    case .crossEntropy(let classCount, .linear): ClassifierHead(classCount: classCount)
    case .crossEntropy(let classCount, .vgg(let hiddenWidth, let dropout)):
      VGGClassifierHead(classCount: classCount, hiddenWidth: hiddenWidth, dropout: dropout)
    case .ntXent(let temperature, let projection):
      ContrastiveHead(criterion: NTXent(temperature: temperature), widths: projection)
    case .multiCropNTXent(let temperature, let projection):
      ContrastiveHead(
        criterion: MultiCropNTXent(temperature: temperature), widths: projection)
    case .supCon(let temperature, let projection):
      ContrastiveHead(criterion: SupCon(temperature: temperature), widths: projection)
    case .descriptors(let criterion, let pooling):
      DescriptorHead(criterion: criterion, pooling: pooling)
    case .momentumContrast(let temperature, let momentum, let queueLength, let projection):
      MomentumContrastHead(
        temperature: temperature, widths: projection, queueLength: queueLength,
        momentum: momentum)
    }
  }
}
