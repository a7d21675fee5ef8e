/// What an optimiser has gathered over its steps.
public struct OptimiserState: Sendable, Equatable {
  /// The rule and its settings in words; a state is good for the very same rule alone.
  public let rule: String

  /// The steps of each parameter so far, by its name; none for a rule that does not count them.
  public let stepCounts: [String: Int]

  /// The running values of each kind, such as "velocity", by the name of the parameter, in the order
  /// of its elements; a kind without values is left out.
  public let moments: [String: [String: [Float]]]

  /// Creates a state from its parts.
  ///
  /// - Parameters:
  ///   - rule: the rule and its settings in words.
  ///   - stepCounts: the steps of each parameter so far, by its name.
  ///   - moments: the running values by kind and by the name of the parameter.
  public init(
    rule: String, stepCounts: [String: Int] = [:], moments: [String: [String: [Float]]]
  ) {
    self.rule = rule
    self.stepCounts = stepCounts
    self.moments = moments.filter { !$0.value.isEmpty }
  }

  /// Throws unless the state is one of a rule.
  ///
  /// - Parameters:
  ///   - expected: the rule and its settings in words.
  ///   - kinds: the running values that it keeps of each parameter.
  ///   - countsSteps: whether it counts the steps of each parameter.
  /// - Throws: `TrainerStateError`.
  func check(
    rule expected: String, kinds: [String], countsSteps: Bool = false
  ) throws(TrainerStateError) {
    guard rule == expected else {
      throw .otherRule(expected: expected, found: rule)
    }
    var names = moments.mapValues { Set($0.keys) }
    if !stepCounts.isEmpty { names["steps"] = Set(stepCounts.keys) }
    guard !names.isEmpty else { return }
    let wanted = countsSteps ? kinds + ["steps"] : kinds
    try checkNames(names.keys, are: wanted, of: "moments")
    for kind in wanted {
      try checkNames(names[kind, default: []], are: names[kinds[0], default: []], of: kind)
    }
  }
}

/// Throws unless names are the expected ones, in any order.
func checkNames(
  _ found: some Sequence<String>, are expected: some Sequence<String>, of kind: String
) throws(TrainerStateError) {
  let (found, expected) = (Set(found), Set(expected))
  guard found != expected else { return }
  throw .otherNames(
    of: kind, missing: expected.subtracting(found).sorted(),
    unexpected: found.subtracting(expected).sorted())
}
