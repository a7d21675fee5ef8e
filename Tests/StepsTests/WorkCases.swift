import Arrays
import Evaluation
import Extraction
import Images
import Kernels
import Landmarks
import Retrieval
import Specs
import Steps

/// Each kind of work with each of its properties changed.
enum WorkCases {
  static func id(_ name: String) -> Step.ID { Step.ID(digest: name) }

  /// A set of the world of some seed.
  static func set(_ dataset: DatasetName, seed: UInt64 = 1) -> WorldSet {
    WorldSet(dataset, in: WorldSettings { $0.seed = seed })
  }

  /// A list of images with these contents.
  static func list(_ digests: String..., label: String = "list", path: String = "/") -> ImageList {
    ImageList(
      files: digests.map { ImageItem(name: $0, path: path + $0, box: nil, digest: $0) },
      label: label)
  }

  static var ranking: WorkCase {
    func change(_ change: (inout RankingDraft) -> Void) -> StepWork {
      var draft = RankingDraft()
      change(&draft)
      return .ranking(draft.work)
    }
    return WorkCase(
      "ranking", of: RankingDraft().work, .ranking(RankingDraft().work),
      telling: [
        "dataset": [change { $0.dataset = "other" }],
        "evaluationProtocol": [change { $0.evaluationProtocol = .classic }],
        "database": [
          change { $0.database = [["a", "c"], ["d"]] },
          change { $0.database = [["b", "a"], ["d"]] },
          change { $0.database = [["a"], ["b", "d"]] }, change { $0.database = [["a", "b", "d"]] },
        ],
        "queries": [change { $0.queries = ["p"] }, change { $0.queries = ["q", "p"] }],
        "whitening": [change { $0.whitening = "w" }, change { $0.whitening = nil }],
        "search": [
          change { $0.search = SearchSettings { $0.expansion = .aqe(images: 2) } },
          change { $0.search = SearchSettings { $0.augmentation = .dba(images: 2) } },
        ],
        "extent": [change { $0.extent = .judged }],
      ], silent: ["set": change { $0.set = set(.miniParis) }])
  }

  static var scores: WorkCase {
    func work(
      _ dataset: String = "set", _ name: DatasetName = .miniOxford,
      _ evaluationProtocol: EvaluationProtocol = .revisited, strata: String? = nil,
      _ order: ScoresWork.Order = .ranking(id("r")), readings: [PlaceReading] = []
    ) -> ScoresWork {
      ScoresWork(
        dataset: id(dataset), set: set(name), evaluationProtocol: evaluationProtocol,
        strata: strata, order: order, readings: readings)
    }
    return WorkCase(
      "scores", of: work(), .scores(work()),
      telling: [
        "dataset": [.scores(work("other"))],
        "evaluationProtocol": [.scores(work("set", .miniOxford, .classic))],
        "strata": [.scores(work(strata: "category")), .scores(work(strata: ""))],
        "order": [
          .scores(work("set", .miniOxford, .revisited, .ranking(id("s")))),
          .scores(work("set", .miniOxford, .revisited, .expected(.chance))),
        ],
        "readings": [
          .scores(work(readings: [.withJunk])), .scores(work(readings: [.withJunk, .bestTies])),
        ],
      ], silent: ["set": .scores(work("set", .miniParis))])
  }

  static var whitening: WorkCase {
    func change(_ change: (inout WhiteningDraft) -> Void) -> StepWork {
      var draft = WhiteningDraft()
      change(&draft)
      return .whitening(draft.work)
    }
    func pca(_ change: (inout PCAWhiteningSettings) -> Void) -> WhiteningSettings {
      .pca(PCAWhiteningSettings(change))
    }
    return WorkCase(
      "whitening", of: WhiteningDraft().work, .whitening(WhiteningDraft().work),
      telling: [
        "settings": [
          change { $0.settings = pca { $0.dimensions = 9 } },
          change { $0.settings = pca { $0.floor = 0.25 } },
          change { $0.settings = pca { $0.power = 0.25 } },
          change { $0.settings = .learned(LearnedWhiteningSettings()) },
        ],
        // The same contents, of which one is there twice.
        "list": [change { $0.list = list("a", "b", "a") }],
        "imageCount": [change { $0.imageCount = 2 }, change { $0.imageCount = nil }],
        "descriptors": [
          change { $0.descriptors = ["e"] }, change { $0.descriptors = ["d", "e"] },
        ],
        "labels": [change { $0.labels = "l" }],
      ],
      silent: [
        "source": change { $0.source = set(.miniScenes) }, "row": change { $0.row = "other" },
      ])
  }

  static var weights: WorkCase {
    func work(
      _ model: String = "net", architecture: ArchitectureSettings = ArchitectureSettings(),
      seed: UInt64 = 0, _ source: WeightsWork.Source = course()
    ) -> StepWork {
      .weights(
        WeightsWork(
          model: model, architecture: architecture, seed: seed, source: source))
    }
    func course(
      _ settings: TrainingSettings = TrainingSettings(), on set: String = "set",
      from start: String? = nil
    ) -> WeightsWork.Source { .training(settings, on: id(set), from: start.map(id)) }
    let plain = WeightsWork(
      model: "net", architecture: ArchitectureSettings(), seed: 0, source: course())
    let file = WeightsFileSettings { $0.file = "a.pth" }
    return WorkCase(
      "weights", of: plain, .weights(plain),
      telling: [
        "architecture": [work(architecture: ArchitectureSettings { $0.width = 33 })],
        "seed": [work(seed: 1)],
        "source": [
          work("net", .random), work("net", .file(file, nil)),
          work("net", .file(file, .init(digest: "c", fileDigest: "f"))),
          work("net", course(on: "other")), work("net", course(from: "start")),
        ]
          + [
            TrainingSettings { $0.views = 4 }, TrainingSettings { $0.batch = 4 },
            TrainingSettings { $0.schedule.warmupSteps = 1 },
          ].map { work("net", course($0)) },
      ], silent: ["model": work("another name")])
  }

  static var descriptors: WorkCase {
    func change(_ change: (inout DescriptorsDraft) -> Void) -> StepWork {
      var draft = DescriptorsDraft()
      change(&draft)
      return .descriptors(draft.work)
    }
    return WorkCase(
      "descriptors", of: DescriptorsDraft().work, .descriptors(DescriptorsDraft().work),
      telling: [
        "shard": [
          change { $0.list = list("a", "c") }, change { $0.list = list("b", "a") },
          change { $0.list = list("a") },
        ],
        "weights": [change { $0.weights = "v" }],
        "settings": [
          change { $0.settings.size = 97 }, change { $0.settings.resize = .square },
          change { $0.settings.crop = .none }, change { $0.settings.orientation = .apply },
          change { $0.settings.scales = [1, 0.5] }, change { $0.settings.scales = [0.5, 1] },
          change { $0.settings.aggregation = .power }, change { $0.settings.gemExponent = 4 },
          change { $0.settings.precision = .bfloat16 }, change { $0.settings.storage = .float16 },
        ],
        "pooling": [change { $0.pooling = .mac }, change { $0.pooling = .rmac }],
        // A network that learnt the same exponent has another key, for it may have one a channel.
        "fixedExponent": [change { $0.fixedExponent = 2.5 }, change { $0.fixedExponent = 3 }],
        "onDamaged": [change { $0.onDamaged = .accept }],
        "maxPixels": [change { $0.maxPixels = 1000 }],
      ])
  }

  static var dataset: WorkCase {
    func work(_ source: DatasetWork.Source, _ name: DatasetName = .miniOxford) -> StepWork {
      .dataset(DatasetWork(set: set(name), source: source))
    }
    func world(
      of set: LandmarkSet = .oxford, _ change: (inout WorldSettings) -> Void = { _ in }
    ) -> DatasetWork.Source { .rendered(set, WorldSettings(change)) }
    let plain = DatasetWork(set: set(.miniOxford), source: world())
    return WorkCase(
      "dataset", of: plain, .dataset(plain),
      telling: [
        "source": [
          work(world { $0.seed = 2 }), work(world { $0.imageSize = 97 }),
          work(world { $0.instancesPerCity = 3 }), work(world { $0.distractorsPerCity = 3 }),
          work(world(of: .paris)), work(world(of: .scenes)), work(world(of: .landmarks)),
          work(world(of: .scenes) { $0.scenes = 50 }),
          work(world(of: .landmarks) { $0.landmarks = 5 }),
          work(world(of: .landmarks) { $0.viewsPerLandmark = 5 }),
          work(.files(digest: "a")), work(.files(digest: "b")), work(.missing),
          work(.extended(id("plain"), distractors: "d")),
          work(.extended(id("other"), distractors: "d")),
          work(.extended(id("plain"), distractors: "e")),
        ]
      ], silent: ["set": work(world(), .miniParis)])
  }
}
