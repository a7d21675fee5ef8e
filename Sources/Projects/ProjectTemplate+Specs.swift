import JSON
import SpecReading

extension ProjectTemplate {
  /// The schemas that editors complete from, as `iir schema` prints them.
  static var schemas: [(path: String, text: String)] {
    SpecDocument.allCases.map {
      ("schema/\($0.rawValue).schema.json", $0.schema.pretty)
    }
  }

  /// The first experiment, and the recipes of its networks.
  static let specs: [(path: String, text: String)] = [
    ("Experiments/first.json", experiment),
    ("Experiments/models/classifier.json", classifier),
    ("Experiments/models/contrastive.json", contrastive),
    ("Experiments/models/contrastive-ap.json", fineTuned),
  ]

  private static let experiment = """
    {
      "$schema": "../schema/table.schema.json",
      "version": 2,
      "title": "First experiment: does fine-tuning for average precision help?",
      "datasets": ["mini-oxford"],
      "optionalDatasets": [{ "folder": "my-photos" }],
      "metrics": ["medium.mAP", "medium.recall@1", "manifest.mAP", "manifest.recall@1"],
      "seeds": [0],
      "world": {
        "seed": 1, "imageSize": 64, "scenes": 400, "landmarks": 24, "viewsPerLandmark": 4,
        "instancesPerCity": 12, "distractorsPerCity": 40
      },
      "descriptor": { "size": 64, "pooling": "gem", "whitening": { "kind": "none" } },
      "rows": [
        { "name": "chance", "label": "Random order", "reference": "chance" },
        { "name": "classifier", "model": "classifier" },
        { "name": "contrastive", "model": "contrastive" },
        { "name": "contrastive-ap", "model": "contrastive-ap" }
      ],
      "claims": [
        {
          "name": "ap-helps",
          "statement": "Fine-tuning the contrastive network for average precision improves it.",
          "better": "contrastive-ap", "worse": "contrastive", "metric": "medium.mAP",
          "source": "the question of this project"
        }
      ],
      "assumptions": [
        { "field": "world.scenes", "reason": "small enough to be rendered and learnt from in a minute" },
        {
          "field": "descriptor.size",
          "reason": "the side of the rendered pictures; photographs deserve more, such as 1024"
        },
        {
          "field": "datasets",
          "reason": "rendered, so that nothing is downloaded; photographs in Data/my-photos, one folder an object, become columns too"
        }
      ]
    }

    """

  private static let classifier = """
    {
      "$schema": "../../schema/recipe.schema.json",
      "version": 2,
      "label": "Classifier",
      "architecture": { "name": "resnet18", "width": 8 },
      "initialWeights": "random",
      "training": {
        "objective": { "kind": "cross-entropy", "label": "category" },
        "dataset": "mini-scenes",
        "views": 3200, "batch": 32,
        "optimizer": { "kind": "adamw", "learningRate": 0.002 },
        "schedule": { "kind": "cosine" },
        "augmentation": { "outputSize": 48 }
      }
    }

    """

  private static let contrastive = """
    {
      "$schema": "../../schema/recipe.schema.json",
      "version": 2,
      "label": "Contrastive",
      "architecture": { "name": "resnet18", "width": 8 },
      "initialWeights": "random",
      "training": {
        "objective": { "kind": "nt-xent", "temperature": 0.2, "projection": [64, 32] },
        "dataset": "mini-scenes",
        "views": 3200, "batch": 64,
        "optimizer": { "kind": "adamw", "learningRate": 0.002 },
        "schedule": { "kind": "cosine" },
        "augmentation": { "outputSize": 48 }
      }
    }

    """

  private static let fineTuned = """
    {
      "$schema": "../../schema/recipe.schema.json",
      "version": 2,
      "label": "Contrastive + AP",
      "architecture": { "name": "resnet18", "width": 8 },
      "initialWeights": "contrastive",
      "training": {
        "objective": { "kind": "listwise-ap", "instancesPerBatch": 16, "viewsPerInstance": 4 },
        "dataset": "mini-landmarks",
        "views": 1280, "batch": 64,
        "optimizer": { "kind": "adamw", "learningRate": 0.0005 },
        "schedule": { "kind": "cosine" },
        "augmentation": { "outputSize": 48 }
      }
    }

    """
}
