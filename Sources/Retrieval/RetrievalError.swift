public import Failures
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
public enum RetrievalError: Failure, Equatable {
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

  /// Whitening and search are stages.
  public var kind: FailureKind { .stageFailed }

  /// The descriptor, or what was to be made of many.
  public var subject: String {
    switch self {
    case .notFinite(let role, let row):
      "use \(role.rawValue) descriptor \(row) (counted from 0)"
    case .dimensionMismatch(let expected, let found):
      "compare descriptors of \(found) dimensions with descriptors of \(expected)"
    case .tooManyDimensions(let requested, _), .tooFewDirections(let requested, _, _):
      "keep \(requested) dimensions in a whitening"
    case .tooFewDescriptors, .noVariance, .decomposition: "fit a whitening"
    case .noPairs, .noSuchRow: "learn a whitening"
    }
  }

  /// Why it cannot be.
  public var reason: String {
    switch self {
    case .notFinite: "it holds a value that is NaN, infinite or too large"
    case .dimensionMismatch: "their lengths differ"
    case .tooFewDescriptors(let found): "it takes at least 2 training descriptors, found \(found)"
    case .tooManyDimensions(_, let available): "there are \(available)"
    case .tooFewDirections(_, let spanned, let data):
      "\(data) differ in \(spanned) directions only, and every other one would be noise, scaled up"
    case .noPairs: "there are no pairs of images of one object"
    case .noSuchRow(let row, let count):
      "a pair names descriptor \(row) (counted from 0) of \(count)"
    case .noVariance: "all training descriptors are equal"
    case .decomposition(let cause): cause.statement
    }
  }

  /// What failed, on which descriptor, and why.
  public var statement: String { "Could not \(subject): \(reason)" }

  /// What to try.
  public var advice: String {
    switch self {
    case .notFinite: "Extract that image's descriptor again."
    case .dimensionMismatch: "Use the same model, pooling and whitening for both."
    case .tooFewDescriptors: "Give more images."
    case .tooManyDimensions(_, let available): "Ask for 1 to \(available)."
    case .tooFewDirections(_, let spanned, _):
      spanned == 0
        ? "Check the model and the images." : "Keep at most \(spanned), or fit to more images."
    case .noPairs: "Give at least one query with a positive."
    case .noSuchRow: "Make the pairs from the same list of images as the descriptors."
    case .noVariance: "Check the model and images."
    case .decomposition(let cause): cause.advice
    }
  }
}
