import Analysis
import Evaluation
import Foundation
import Tensors
import Testing

@Suite struct MidrankTests {
  @Test func ranksAreSciPys() throws {
    for golden in try Goldens.read().ranks { #expect(midranks(golden.values) == golden.ranks) }
  }

  @Test func aMonotoneChangeOfScaleChangesNoRank() {
    var generator = SeededGenerator(seed: 1, purpose: "values")
    let values = (0..<200).map { _ in Double(generator.integer(below: 50)) }
    let ranks = midranks(values)
    #expect(midranks(values.map { $0 * $0 * $0 - 7 }) == ranks)
    #expect(midranks(values.map { -$0 }) == ranks.map { Double(values.count + 1) - $0 })
    #expect(ranks.reduce(0, +) == 20_100)
  }
}

@Suite struct RankRegressionTests {
  private func fit(
    _ golden: Goldens.Regression, _ spread: RankRegression.Spread = .jackknife
  ) -> RankRegression {
    var generator = SeededGenerator(seed: 3, purpose: "draws")
    return RankRegression(
      outcome: golden.outcome, covariates: golden.covariates, clusters: golden.clusters,
      confidence: golden.confidence, spread: spread, using: &generator)
  }

  /// The intervals of a fit: those of covariates, then those of products in the order of the golden file.
  private func intervals(_ fit: RankRegression) -> [ConfidenceInterval] {
    fit.effects.compactMap(\.self)
      + fit.interactions.sorted { ($0.first, $0.second) < ($1.first, $1.second) }.map(\.effect)
  }

  @Test func coefficientsAndJackknifeAreThoseOfStatsmodels() throws {
    for golden in try Goldens.read().regressions {
      let fit = fit(golden)
      let found = intervals(fit)
      #expect(found.count == golden.estimates.count)
      for (interval, (estimate, reach)) in zip(found, zip(golden.estimates, golden.reach)) {
        #expect(agree(interval.mean, estimate))
        #expect(agree(interval.upper - interval.mean, reach))
        #expect(agree(interval.mean - interval.lower, reach))
      }
      #expect(agree(fit.explained, golden.explained))
    }
  }

  @Test func theStrongestInteractionComesFirst() throws {
    for golden in try Goldens.read().regressions {
      let strengths = fit(golden).interactions.map { abs($0.effect.mean) }
      #expect(strengths == strengths.sorted(by: >))
    }
  }

  @Test func monotoneChangesOfScaleChangeNothing() throws {
    let golden = try Goldens.read().regressions[0]
    var generator = SeededGenerator(seed: 3, purpose: "draws")
    let changed = RankRegression(
      outcome: golden.outcome.map { $0 * $0 * $0 + 5 },
      covariates: golden.covariates.map { $0.map { 3 * $0 * $0 * $0 - 1 } },
      clusters: golden.clusters.map { 100 - $0 }, confidence: golden.confidence, spread: .jackknife,
      using: &generator)
    for (one, other) in zip(intervals(fit(golden)), intervals(changed)) {
      #expect(agree(one.mean, other.mean) && agree(one.lower, other.lower))
    }
  }

  @Test func equalSeedsGiveEqualIntervals() throws {
    let golden = try Goldens.read().regressions[1]
    #expect(fit(golden, .bootstrap(resamples: 200)) == fit(golden, .bootstrap(resamples: 200)))
  }

  @Test func oneClusterTellsNothingOfTheSpread() throws {
    let golden = try Goldens.read().regressions[2]
    for spread in [RankRegression.Spread.jackknife, .bootstrap(resamples: 50)] {
      var generator = SeededGenerator(seed: 3, purpose: "draws")
      let fit = RankRegression(
        outcome: golden.outcome, covariates: golden.covariates,
        clusters: golden.clusters.map { _ in 7 }, confidence: 0.95, spread: spread,
        using: &generator)
      let effect = fit.effects[0]
      #expect(effect?.lower == -.infinity && effect?.upper == .infinity)
      #expect(agree(effect?.mean ?? 0, golden.estimates[0]))
    }
  }

  @Test func aCovariateOfOneValueHasNoEffectAndChangesNoOther() throws {
    let golden = try Goldens.read().regressions[0]
    var generator = SeededGenerator(seed: 3, purpose: "draws")
    let fit = RankRegression(
      outcome: golden.outcome,
      covariates: [golden.covariates[0], golden.outcome.map { _ in 4 }] + golden.covariates[1...],
      clusters: golden.clusters, confidence: golden.confidence, spread: .jackknife,
      using: &generator)
    #expect(fit.effects[1] == nil)
    #expect(agree(fit.effects[2]?.mean ?? 0, golden.estimates[1]))
    #expect(fit.interactions.allSatisfy { $0.first != 1 && $0.second != 1 })
    #expect(fit.interactions.count == 3)
  }

  @Test func covariatesThatFollowFromEachOtherHaveNoEffects() throws {
    let golden = try Goldens.read().regressions[0]
    var generator = SeededGenerator(seed: 3, purpose: "draws")
    let fit = RankRegression(
      outcome: golden.outcome,
      covariates: [golden.covariates[0], golden.covariates[0].map { -2 * $0 }],
      clusters: golden.clusters, confidence: 0.95, spread: .jackknife, using: &generator)
    #expect(fit.effects == [nil, nil])
    #expect(fit.interactions == [])
  }

  @Test func anOutcomeThatNeverChangesDependsOnNothing() {
    var generator = SeededGenerator(seed: 3, purpose: "draws")
    let fit = RankRegression(
      outcome: [1, 1, 1], covariates: [[1, 2, 3]], clusters: [0, 1, 2], confidence: 0.95,
      spread: .jackknife, using: &generator)
    #expect(fit.effects == [ConfidenceInterval(mean: 0, lower: 0, upper: 0)])
    #expect(fit.explained == 0)
  }
}

/// Simulated experiments of which the effects are known.
///
/// Covariates and outcome are jointly normal and the covariates independent, so that the effect of covariate i
/// on ranks is Spearman's correlation, 6/π · asin(r/2) at Pearson's correlation r (Pearson 1907). Outcomes of
/// one cluster share a part.
@Suite struct RankRegressionSimulationTests {
  private static let slopes = [0.8, -0.4, 0]
  private static let (ownVariance, sharedVariance) = (0.6, 0.4)

  private func effect(_ slope: Double) -> Double {
    let variance =
      Self.slopes.reduce(0) { $0 + $1 * $1 } + Self.ownVariance + Self.sharedVariance
    return 6 / .pi * asin(slope / variance.squareRoot() / 2)
  }

  private func experiment(
    _ number: Int, clusters: Int, size: Int, spread: RankRegression.Spread
  ) -> RankRegression {
    var generator = SeededGenerator(seed: 9, purpose: "experiment", index: number)
    let owners = (0..<clusters).flatMap { Array(repeating: $0, count: size) }
    let shared = (0..<clusters).map { _ in
      Double(generator.normal()) * Self.sharedVariance.squareRoot()
    }
    let columns = Self.slopes.map { _ in owners.map { _ in Double(generator.normal()) } }
    let outcome = owners.indices.map { place in
      zip(Self.slopes, columns).reduce(shared[owners[place]]) { $0 + $1.0 * $1.1[place] }
        + Double(generator.normal()) * Self.ownVariance.squareRoot()
    }
    return RankRegression(
      outcome: outcome, covariates: columns, clusters: owners, confidence: 0.95, spread: spread,
      using: &generator)
  }

  /// How many of some experiments have intervals that hold each effect, and how many that leave 0 out.
  private func coverage(
    of experiments: Int, clusters: Int, size: Int, spread: RankRegression.Spread
  ) -> (holding: [Int], excludingZero: [Int], falseInteractions: Int) {
    var (holding, excluding) = ([0, 0, 0], [0, 0, 0])
    var interactions = 0
    for number in 0..<experiments {
      let fit = experiment(number, clusters: clusters, size: size, spread: spread)
      for (place, slope) in Self.slopes.enumerated() {
        guard let found = fit.effects[place] else { continue }
        let truth = effect(slope)
        holding[place] += found.lower <= truth && truth <= found.upper ? 1 : 0
        excluding[place] += found.lower > 0 || found.upper < 0 ? 1 : 0
      }
      let product = fit.interactions.first { $0.first == 0 && $0.second == 1 }?.effect
      interactions += (product.map { $0.lower > 0 || $0.upper < 0 } ?? true) ? 1 : 0
    }
    return (holding, excluding, interactions)
  }

  /// The binomial deviation of 400 experiments at 95 % is 4.4, so that 380 ± 3 of them reach from 367 to 393; a
  /// percentile bootstrap over 60 clusters is narrower by about a hundredth, which is 4 experiments more.
  @Test func bootstrapIntervalsOfManyClustersHoldTheEffectsAsOftenAsTheySay() {
    let found = coverage(of: 400, clusters: 60, size: 6, spread: .bootstrap(resamples: 400))
    for held in found.holding { #expect((363...394).contains(held), "\(found)") }
    #expect(found.excludingZero[0] == 400 && found.excludingZero[1] >= 390)
    #expect((6...37).contains(found.excludingZero[2]), "\(found)")
    #expect((6...37).contains(found.falseInteractions), "\(found)")
  }

  /// The jackknife over ten clusters with Student's t errs on the wide side.
  @Test func jackknifeIntervalsOfTenClustersHoldTheEffectsAsOftenAsTheySay() {
    let found = coverage(of: 400, clusters: 10, size: 20, spread: .jackknife)
    for held in found.holding { #expect((367...399).contains(held), "\(found)") }
    #expect((1...33).contains(found.excludingZero[2]), "\(found)")
    #expect((1...33).contains(found.falseInteractions), "\(found)")
  }

  @Test func aKnownInteractionIsFound() {
    var generator = SeededGenerator(seed: 4, purpose: "interaction")
    let columns = (0..<3).map { _ in (0..<600).map { _ in Double(generator.normal()) } }
    let outcome = (0..<600).map { place in
      columns[0][place] * columns[2][place] + Double(generator.normal()) / 2
    }
    let fit = RankRegression(
      outcome: outcome, covariates: columns, clusters: (0..<600).map { $0 / 10 }, confidence: 0.95,
      spread: .bootstrap(resamples: 300), using: &generator)
    #expect(fit.interactions[0].first == 0 && fit.interactions[0].second == 2)
    #expect(fit.interactions[0].effect.lower > 0.3)
    #expect(fit.interactions.dropFirst().allSatisfy { abs($0.effect.mean) < 0.15 })
  }
}
