/// An experiment of three networks that runs in a second or two: one classifier, one contrastive,
/// and one that is fine-tuned for average precision.
enum TinySpecs {
  /// The file that is run.
  static let path = "Experiments/tiny.json"

  /// The same experiment with a contrastive training that takes long enough to be disturbed.
  static let slowPath = "Experiments/slow.json"

  /// The folders of the sets of its world.
  static let scenes = "Data/mini-scenes@imageSize48-scenes40"
  static let landmarks = "Data/mini-landmarks@imageSize48-landmarks8-viewsPerLandmark4"
  static let oxford = "Data/mini-oxford@imageSize48-instancesPerCity3-distractorsPerCity4"

  /// The specs and recipes by path.
  static let files = [
    path: experiment,
    slowPath: """
    {"version": 2, "extends": "tiny.json", "rows": [{"name": "slow", "model": "slow"}],
     "claims": []}
    """,
    "Experiments/models/classifier.json": classifier,
    "Experiments/models/contrastive.json": """
    {"version": 2, "label": "Contrastive", "extends": "classifier.json",
     "training": {"objective": {"kind": "nt-xent", "projection": [16, 8]}}}
    """,
    "Experiments/models/contrastive-ap.json": """
    {"version": 2, "label": "Contrastive + AP", "extends": "classifier.json",
     "initialWeights": "contrastive",
     "training": {
       "objective": {"kind": "listwise-ap", "instancesPerBatch": 4, "viewsPerInstance": 2,
                     "learnGemExponent": true},
       "dataset": "mini-landmarks"}}
    """,
    "Experiments/models/slow.json": """
    {"version": 2, "label": "Slow", "extends": "contrastive.json",
     "architecture": {"width": 16}, "training": {"views": 800}}
    """,
  ]

  private static let experiment = """
    {
      "version": 2,
      "title": "Tiny",
      "datasets": ["mini-oxford"],
      "metrics": ["medium.mAP", "hard.mP@5", "classic.mAP"],
      "world": {
        "imageSize": 48, "scenes": 40, "landmarks": 8, "viewsPerLandmark": 4,
        "instancesPerCity": 3, "distractorsPerCity": 4
      },
      "descriptor": {
        "size": 48,
        "whitening": {"kind": "pca", "fitOn": "mini-scenes", "images": 40, "dimensions": 8}
      },
      "matrix": {"descriptor.whitening.kind": ["none", "pca"]},
      "statistics": {"resamples": 200},
      "rows": [
        {"name": "classifier", "model": "classifier"},
        {"name": "contrastive", "model": "contrastive"},
        {"name": "contrastive-ap", "model": "contrastive-ap"}
      ],
      "claims": [
        {
          "name": "ap-helps", "statement": "Fine-tuning helps.", "source": "this test",
          "better": "contrastive-ap", "worse": "contrastive", "metric": "medium.mAP",
          "where": {"descriptor.whitening.kind": "pca"}
        }
      ]
    }
    """

  private static let classifier = """
    {
      "version": 2,
      "label": "Classifier",
      "architecture": {"width": 4},
      "training": {
        "objective": {"kind": "cross-entropy", "label": "category"},
        "dataset": "mini-scenes",
        "views": 32,
        "batch": 8,
        "optimizer": {"kind": "adamw", "learningRate": 0.002},
        "schedule": {"kind": "cosine"},
        "augmentation": {"outputSize": 32}
      }
    }
    """
}
