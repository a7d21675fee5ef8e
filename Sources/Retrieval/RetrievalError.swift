public import Kernels

/// The table of descriptors in which something was found.
public enum DescriptorRole: String, Sendable {
  /// The images that are searched for.
  case query

  /// The images that are searched.
  case database

  /// The images a whitening is fitted on.
  case training
}

/// Why descriptors cannot be whitened or searched.
public enum RetrievalError: Error, Equatable, CustomStringConvertible {
  /// A row holds NaN, infinity, or values whose squares overflow.
  case notFinite(role: DescriptorRole, row: Int)

  /// The descriptors of two tables differ in length.
  case dimensionMismatch(expected: Int, found: Int)

  /// A whitening is fitted on fewer than two descriptors.
  case tooFewDescriptors(found: Int)

  /// A whitening is to keep more dimensions than descriptors have.
  case tooManyDimensions(requested: Int, available: Int)

  /// A whitening is to be learnt from no pairs.
  case noPairs

  /// A pair names a descriptor that is not there.
  case noSuchRow(Int, count: Int)

  /// The covariance of the training descriptors is zero: all of them are equal.
  case noVariance

  /// The covariance of the training descriptors could not be decomposed.
  case decomposition(EigenError)

  /// What failed, on which descriptor, and what to try.
  public var description: String {
    switch self {
    case .notFinite(let role, let row):
      "Could not use \(role.rawValue) descriptor \(row) (counted from 0): it holds a value that "
        + "is NaN, infinite or too large. Extract that image's descriptor again."
    case .dimensionMismatch(let expected, let found):
      "Could not compare descriptors of \(found) dimensions with descriptors of \(expected). "
        + "Use the same model, pooling and whitening for both."
    case .tooFewDescriptors(let found):
      "Could not fit a whitening: it takes at least 2 training descriptors, found \(found)."
    case .tooManyDimensions(let requested, let available):
      "Could not fit a whitening to \(requested) dimensions: the training descriptors have "
        + "\(available). Ask for 1 to \(available)."
    case .noPairs:
      "Could not learn a whitening: there are no pairs of images of one object. Give at least one "
        + "query with a positive."
    case .noSuchRow(let row, let count):
      "Could not learn a whitening: a pair names descriptor \(row) (counted from 0) of \(count). "
        + "Make the pairs from the same list of images as the descriptors."
    case .noVariance:
      "Could not fit a whitening: all training descriptors are equal. Check the model and images."
    case .decomposition(let reason):
      "Could not fit a whitening: \(reason)"
    }
  }
}
