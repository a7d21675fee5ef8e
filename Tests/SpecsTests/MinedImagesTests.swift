import Specs
import Testing

/// How many images a training has described to find negatives among them.
@Suite struct MinedImagesTests {
  /// Ten steps of one batch, five tuples of seven.
  private static func training(mining: MiningSettings?) -> TrainingSettings {
    TrainingSettings {
      ($0.views, $0.batch) = (350, 35)
      $0.objective = .contrastivePair(
        ContrastivePairSettings {
          $0.balance.instancesPerBatch = 5
          $0.mining = mining
        })
    }
  }

  @Test func eachRoundDescribesItsAnchorsAndThePool() {
    let training = Self.training(
      mining: MiningSettings { ($0.pool, $0.negatives, $0.steps) = (100, 5, 4) })
    #expect(training.minedImages(ofSet: nil) == 3 * (100 + 20))
    #expect(training.minedImages(ofSet: 1000) == 3 * (100 + 20))
    #expect(training.minedImages(ofSet: 110) == 3 * 110)
    #expect(training.minedImages(ofSet: 50) == 3 * 50)
  }

  @Test func aRoundMayBeLongerThanTheTraining() {
    let training = Self.training(mining: MiningSettings { $0.steps = 400 })
    #expect(training.minedImages(ofSet: nil) == 20_000 + 50)
  }

  @Test func accumulatedBatchesHaveAnchorsOfTheirOwn() {
    var training = Self.training(
      mining: MiningSettings { ($0.pool, $0.steps) = (100, 5) })
    training.accumulation = 2
    #expect(training.steps == 5)
    #expect(training.minedImages(ofSet: nil) == 100 + 50)
  }

  @Test func withoutMiningThereAreNone() {
    #expect(Self.training(mining: nil).minedImages(ofSet: 1000) == 0)
  }
}
