/// What one input may cost, and how many findings are enough.
public struct FuzzLimits: Sendable, Equatable {
  /// The most seconds for one input.
  public var seconds: Double

  /// The most memory for one input, in kilobytes above what the process had before its first.
  public var kilobytes: Int

  /// After how many findings a target is left.
  public var findings: Int

  /// Creates limits.
  ///
  /// - Parameters:
  ///   - seconds: the most seconds for one input.
  ///   - megabytes: the most memory for one input.
  ///   - findings: after how many findings a target is left.
  public init(seconds: Double = 5, megabytes: Int = 400, findings: Int = 20) {
    self.seconds = seconds
    kilobytes = megabytes << 10
    self.findings = findings
  }
}
