/// Why batches cannot be drawn.
public enum SamplingError: Error, Equatable, CustomStringConvertible {
  /// The set is smaller than one batch.
  case tooFewItems(found: Int, batchSize: Int)

  /// Too few instances have enough images.
  case tooFewInstances(found: Int, instancesPerBatch: Int, viewsPerInstance: Int)

  /// What failed and what to try.
  public var description: String {
    switch self {
    case .tooFewItems(let found, let batchSize):
      "Could not fill a batch of \(batchSize) images: the training set has \(found). "
        + "Lower the batch size or give more images."
    case .tooFewInstances(let found, let instancesPerBatch, let viewsPerInstance):
      "Could not fill a batch of \(instancesPerBatch) instances: the training set has \(found) "
        + "with at least \(viewsPerInstance) images each. Lower the number of instances a batch "
        + "or of views an instance."
    }
  }
}
