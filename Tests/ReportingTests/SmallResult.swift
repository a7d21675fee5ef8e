import Experiments
import Specs

/// The metric of the small result.
let medium = MetricName(.medium, .averagePrecision)

/// Returns a result of two rows on one dataset: "random" without training and "net" with it.
///
/// `random` and `net` are the rows' means, a value a seed.
func smallResult(
  random: [Double] = [0.0125], net: [Double] = [0.25], verdict: ClaimVerdict = .holds,
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
      stages: [StageRecord(name: "train net", seconds: 1.5, cacheHits: 0, cacheMisses: 1)]))
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
  let descriptor = DescriptorSettings(
    resize: .shrink, size: 96, crop: .cirtorch, scales: [1], aggregation: .mean, pooling: .gem,
    gemExponent: 3, whitening: .none)
  return ResolvedExperiment(
    version: 1, name: name, title: "A small table", seedStudyOf: seedStudyOf,
    datasets: [.miniOxford], metrics: [medium], seeds: seeds,
    world: WorldSettings(
      seed: 1, imageSize: 96, scenes: 10, landmarks: 4, viewsPerLandmark: 4, instancesPerCity: 1,
      distractorsPerCity: 0),
    statistics: StatisticsSettings(resamples: 100, confidence: 0.95),
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
    assumptions: [Assumption(field: "descriptor.pooling", reason: "none is given")],
    published: [
      PublishedValue(
        row: "net/gem", dataset: .miniOxford, metric: medium, percent: 30, citation: "a book")
    ])
}

/// Returns the recipe of a small network.
func recipe(
  _ name: String, _ training: TrainingSettings?, from start: InitialWeights = .random
) -> ModelRecipe {
  ModelRecipe(
    version: 1, name: name, label: name,
    architecture: ArchitectureSettings(name: .resNet18, width: 32), initialWeights: start,
    training: training)
}

/// Returns the training of a small network.
func training(views: Int = 640) -> TrainingSettings {
  TrainingSettings(
    objective: .contrastive(ContrastiveSettings(temperature: 0.1, projection: [256, 64])),
    dataset: .miniScenes, views: views, batch: 64,
    optimizer: .sgd(
      SGDSettings(learningRate: 0.1, weightDecay: 0, momentum: 0.9, nesterov: false)),
    schedule: ScheduleSettings(kind: .cosine, warmupSteps: 0),
    augmentation: AugmentationSettings(
      outputSize: 64, cropArea: 0.5...1, aspectRatio: 0.75...1.25, flip: 0.5, jitter: 0,
      brightness: 0, contrast: 0, saturation: 0, hue: 0, grey: 0, blur: 0, blurSigma: 0.1...1))
}
