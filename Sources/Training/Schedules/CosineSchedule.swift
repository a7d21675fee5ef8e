import Glibc

/// A learning rate that climbs linearly, then falls along half a cosine.
///
/// Loshchilov and Hutter 2017, "SGDR", equation 5, without restarts, after the linear warm-up of
/// Goyal et al. 2017.
public struct CosineSchedule: Sendable, Equatable {
  /// The highest rate, reached by the last step of the warm-up.
  public let peak: Float

  /// The rate that the last steps approach, 0...peak.
  public let floor: Float

  /// The number of steps of the climb, 0 for none.
  public let warmUpSteps: Int

  /// The number of steps in all, above `warmUpSteps`.
  public let totalSteps: Int

  /// Creates a schedule.
  ///
  /// - Parameters:
  ///   - peak: the highest rate, at least 0.
  ///   - floor: the rate that the last steps approach, 0...peak.
  ///   - warmUpSteps: the number of steps of the climb, 0 for none.
  ///   - totalSteps: the number of steps in all, above `warmUpSteps`.
  public init(peak: Float, floor: Float = 0, warmUpSteps: Int, totalSteps: Int) {
    precondition(
      floor >= 0 && floor <= peak, "expected a floor in 0...\(peak), found \(floor)")
    precondition(
      warmUpSteps >= 0 && warmUpSteps < totalSteps,
      "expected a warm-up of 0..<\(totalSteps) steps, found \(warmUpSteps)")
    self.peak = peak
    self.floor = floor
    self.warmUpSteps = warmUpSteps
    self.totalSteps = totalSteps
  }

  /// Returns the learning rate of one step.
  ///
  /// - Parameter step: from 0; steps from `totalSteps` on get the floor.
  /// - Returns: a rate in 0...peak.
  public func learningRate(at step: Int) -> Float {
    precondition(step >= 0, "expected a step of at least 0, found \(step)")
    if step < warmUpSteps { return peak * Float(step + 1) / Float(warmUpSteps) }
    guard step < totalSteps else { return floor }
    let progress = Double(step - warmUpSteps) / Double(totalSteps - warmUpSteps)
    return floor + (peak - floor) * Float(0.5 * (1 + cos(.pi * progress)))
  }
}
