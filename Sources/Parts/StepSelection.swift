package import Steps

/// Which steps of some plans are meant.
package struct StepSelection: Sendable {
  /// The keys of steps, or the digits that they begin with; where there are any, all else counts for nothing.
  package var keys: [String] = []

  /// The wave, from 1; nil for all.
  package var wave: Int?

  /// The kind of step; nil for all.
  package var kind: StepKind?

  /// The part of each wave.
  package var part = WorkPart.whole

  /// Selects everything.
  package init() {}
}
