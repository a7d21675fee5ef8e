package import Evaluation
import Images
import Networks
package import Records
import Retrieval
package import Specs
import Training

/// The metric of the small result.
package let medium = MetricName(.medium, .averagePrecision)

/// Returns a result of two rows on one dataset: "random" without training and "net" with it.
///
/// `random` and `net` are the rows' means, a value a seed.
package func smallResult(
  random: [Double] = [0.0125], net: [Double] = [0.25], verdict: Verdict = .holds,
  specHash: String = "abc", name: String = "small", seedStudyOf: String? = nil,
  date: String = "2026-01-01T00:00:00Z", fingerprints: [Fingerprint] = []
) -> ExperimentResult {
  let seeds = net.indices.map { UInt64($0) }
  return ExperimentResult(
    experiment: smallExperiment(name: name, seeds: seeds, seedStudyOf: seedStudyOf),
    datasets: [
      DatasetRecord(
        dataset: .miniOxford, queries: 2, images: 9, skippedImages: ["torn"],
        droppedQueries: ["hard": ["q2"], "easy": []], queryClusters: ["q1": 0, "q2": 1])
    ],
    records: [
      record("random/gem", random, seeds), record("net/gem", net, seeds),
    ],
    claims: [
      ClaimOutcome(
        claim: "net-beats-random", dataset: .miniOxford, meanDifference: 0.2375, lower: -0.00001,
        upper: 0.4, confidence: 0.95, verdict: verdict, queries: 2,
        seeds: [SeedDifference(seed: 0, difference: 0.2375)])
    ],
    fingerprints: fingerprints,
    provenance: Provenance(
      gitCommit: "0123", gitIsDirty: false, date: date, specHash: specHash,
      libraries: ["oneDNN": "2.6.3"],
      processor: "a processor", threads: 2, seeds: seeds,
      stages: [
        StageRecord(name: "train net", seconds: 1.5, processorSeconds: 2.5, found: 0, made: 1)
      ]))
}

private func record(_ row: String, _ values: [Double], _ seeds: [UInt64]) -> ResultRecord {
  ResultRecord(
    row: row, dataset: .miniOxford,
    seeds: zip(seeds, values).map { seed, value in
      SeedRecord(
        seed: seed, metrics: ["medium.mAP": value],
        queries: [
          QueryRecord(query: "q1", values: ["medium": ["AP": value]]),
          QueryRecord(query: "q2", values: [:]),
        ])
    })
}

private func smallExperiment(
  name: String, seeds: [UInt64], seedStudyOf: String?
) -> ResolvedExperiment {
  let descriptor = DescriptorSettings {
    $0.resize = .shrink
    $0.size = 96
    $0.crop = .cirtorch
    $0.scales = [1]
    $0.aggregation = .mean
    $0.pooling = .gem
    $0.gemExponent = 3
    $0.whitening = .none
  }
  return ResolvedExperiment(
    version: 2, name: name, title: "A small table", seedStudyOf: seedStudyOf,
    datasets: [.miniOxford], metrics: [medium], seeds: seeds,
    world: WorldSettings {
      $0.seed = 1
      $0.imageSize = 96
      $0.scenes = 10
      $0.landmarks = 4
      $0.viewsPerLandmark = 4
      $0.instancesPerCity = 1
      $0.distractorsPerCity = 0
    },
    statistics: StatisticsSettings {
      $0.resamples = 100
      $0.confidence = 0.95
    },
    axes: ["descriptor.pooling"], models: [recipe("random", nil), recipe("net", training())],
    rows: [
      ResolvedRow(
        name: "random/gem", baseName: "random", label: "Random", model: "random",
        axisValues: ["gem"], descriptor: descriptor),
      ResolvedRow(
        name: "net/gem", baseName: "net", label: "Net, \"small\"", model: "net",
        axisValues: ["gem"], descriptor: descriptor),
    ],
    claims: [
      ResolvedClaim(
        name: "net-beats-random", statement: "Training helps.", better: "net/gem",
        worse: "random/gem", metric: medium, source: "common sense")
    ],
    assumptions: [
      Assumption {
        $0.field = "descriptor.pooling"
        $0.reason = "none is given"
      }
    ],
    published: [
      PublishedValue(
        row: "net/gem", dataset: .miniOxford, metric: medium, percent: 30, citation: "a book")
    ])
}

/// Returns the recipe of a small network.
package func recipe(
  _ name: String, _ training: TrainingSettings?, from start: InitialWeights = .random
) -> ModelRecipe {
  ModelRecipe(
    version: 2, name: name, label: name,
    architecture: ArchitectureSettings {
      $0.name = .resNet18
      $0.width = 32
    }, initialWeights: start,
    training: training)
}

/// Returns the training of a small network.
package func training(views: Int = 640) -> TrainingSettings {
  TrainingSettings {
    $0.objective = .contrastive(
      ContrastiveSettings {
        $0.temperature = 0.1
        $0.projection = [256, 64]
      })
    $0.dataset = .miniScenes
    $0.views = views
    $0.batch = 64
    $0.imagesPerPass = 64
    $0.optimizer = .sgd(
      SGDSettings {
        $0.learningRate = 0.1
        $0.weightDecay = 0
        $0.momentum = 0.9
        $0.nesterov = false
      })
    $0.schedule = ScheduleSettings {
      $0.warmupSteps = 0
    }
    $0.augmentation = Augmentation {
      $0.outputSize = 64
      $0.cropArea = 0.5...1
      $0.aspectRatio = 0.75...1.25
      $0.flipProbability = 0.5
      $0.jitterProbability = 0
      $0.brightness = 0
      $0.contrast = 0
      $0.saturation = 0
      $0.hue = 0
      $0.greyProbability = 0
      $0.blurProbability = 0
      $0.blurSigma = 0.1...1
    }
  }
}
