/// One computation whose result is known, to tell whether kernels compute right here.
public struct ComputationCheck {
  /// What is computed, with its sizes.
  public let name: String

  /// What computes it, such as "kernels".
  public let library: String

  /// The largest ‖found − expected‖ / ‖expected‖ that rounding explains.
  public let tolerance: Float

  private let expected: () throws -> [Float]
  private let found: () throws -> [Float]

  /// Creates a check; nothing is computed yet.
  ///
  /// - Parameters:
  ///   - name: what is computed, with its sizes.
  ///   - library: what computes it, such as "kernels".
  ///   - tolerance: the largest relative error that rounding explains.
  ///   - expected: the right result, by plain loops.
  ///   - found: the result of what is checked.
  public init(
    name: String, library: String, tolerance: Float, expected: @escaping () throws -> [Float],
    found: @escaping () throws -> [Float]
  ) {
    self.name = name
    self.library = library
    self.tolerance = tolerance
    self.expected = expected
    self.found = found
  }

  /// Computes both, and says whether they agree.
  ///
  /// What refuses fails the check, with its reason.
  public func outcome() -> CheckOutcome {
    do {
      let (expected, found) = (try expected(), try found())
      guard expected.count == found.count else {
        return failure("found \(found.count) numbers, expected \(expected.count)")
      }
      let error = relativeError(found, expected)
      // Not a number is wrong too, hence the negation.
      guard error <= tolerance else {
        return failure("relative error \(error), expected at most \(tolerance)")
      }
      return CheckOutcome(name: name, library: library, failure: nil)
    } catch {
      return failure("\(error)")
    }
  }

  private func failure(_ reason: String) -> CheckOutcome {
    CheckOutcome(name: name, library: library, failure: reason)
  }
}

/// Whether one computation came out right.
public struct CheckOutcome: Sendable, Hashable, Codable {
  /// What was computed.
  public let name: String

  /// What computed it, such as "kernels".
  public let library: String

  /// What is wrong with the result, or nil when it is right.
  public let failure: String?

  /// Creates an outcome.
  public init(name: String, library: String, failure: String?) {
    self.name = name
    self.library = library
    self.failure = failure
  }
}

/// Returns ‖found − expected‖ / ‖expected‖, in double precision.
func relativeError(_ found: [Float], _ expected: [Float]) -> Float {
  var (difference, norm) = (0.0, 0.0)
  for (found, expected) in zip(found, expected) {
    let distance = Double(found) - Double(expected)
    difference += distance * distance
    norm += Double(expected) * Double(expected)
  }
  return Float((difference / max(norm, .leastNormalMagnitude)).squareRoot())
}
