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

/// What the directions of a whitening are found from.
public enum FittingData: Sendable, Equatable, CustomStringConvertible {
  /// Descriptors about their mean.
  case descriptors(Int)

  /// Pairs of descriptors of one object.
  case pairs(Int)

  /// The data in words, such as "the 6 training descriptors".
  public var description: String {
    switch self {
    case .descriptors(let count): "the \(count) training descriptors"
    case .pairs(let count): "the descriptors of \(count) training pairs"
    }
  }
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

  /// A whitening is to keep more dimensions than the data that it is fitted to extend in.
  case tooFewDirections(requested: Int, spanned: Int, by: FittingData)

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
      "Could not keep \(requested) dimensions in a whitening: there are \(available). Ask for 1 to "
        + "\(available)."
    case .tooFewDirections(let requested, let spanned, let data):
      "Could not keep \(requested) dimensions in a whitening: \(data) differ in "
        + "\(spanned) directions only, and every other one would be noise, scaled up. "
        + (spanned == 0
          ? "Check the model and the images." : "Keep at most \(spanned), or fit to more images.")
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
