public import Failures

/// Why batches cannot be drawn.
public enum SamplingError: Failure, Equatable {
  /// The set is smaller than one batch.
  case tooFewItems(found: Int, batchSize: Int)

  /// Too few instances have enough images.
  case tooFewInstances(found: Int, instancesPerBatch: Int, viewsPerInstance: Int)

  /// An anchor has too few other instances to take a negative of each.
  case tooFewNegatives(found: Int, negatives: Int)

  /// Training is a stage.
  public var kind: FailureKind { .stageFailed }

  /// The batch.
  public var subject: String {
    switch self {
    case .tooFewItems(_, let batchSize): "a batch of \(batchSize) images"
    case .tooFewInstances(_, let instancesPerBatch, _):
      "a batch of \(instancesPerBatch) instances"
    case .tooFewNegatives(_, let negatives):
      "a tuple of \(negatives) negatives of different instances"
    }
  }

  /// What there is instead.
  public var reason: String {
    switch self {
    case .tooFewItems(let found, _): "the training set has \(found)"
    case .tooFewInstances(let found, _, let viewsPerInstance):
      "the training set has \(found) with at least \(viewsPerInstance) images each"
    case .tooFewNegatives(let found, _):
      "the training set has \(found) instances besides that of the anchor"
    }
  }

  /// What failed, and why.
  public var statement: String { "Could not fill \(subject): \(reason)" }

  /// What to try.
  public var advice: String {
    switch self {
    case .tooFewItems: "Lower the batch size or give more images."
    case .tooFewInstances: "Lower the number of instances a batch or of views an instance."
    case .tooFewNegatives: "Lower the number of negatives, or give images of more instances."
    }
  }
}
