package import Datasets
package import Extraction
import Files
import JSON

/// A set of images that a network may be trained on.
package struct TrainingSet: Sendable {
  package let dataset: LabelledDataset
  package let items: [ImageItem]

  /// The SHA-256 of names, contents and every label.
  package let digest: String

  package init(_ dataset: LabelledDataset, items: [ImageItem]) {
    self.dataset = dataset
    self.items = items
    let labels = dataset.images.map { image in
      CanonicalJSON.object(
        image.labels.mapValues(CanonicalJSON.string).merging(
          ["instance": image.instance.map(CanonicalJSON.string) ?? .null]
        ) { first, _ in first })
    }
    digest = Digest.sha256(of: items.digest + CanonicalJSON.array(labels).compact)
  }
}
