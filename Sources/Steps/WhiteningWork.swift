import DescriptorStore
import Extraction
import JSON
import Retrieval
package import Specs

/// A projection that is fitted on the descriptors of some images.
package struct WhiteningWork: Sendable {
  /// Raised when a change of the code changes the projections that come out.
  static let version = 4

  /// What is fitted, and to how many images.
  package let settings: WhiteningSettings

  /// The set that it is fitted on.
  package let source: WorldSet

  /// The list whose first images it is fitted on.
  package let list: ImageList

  /// The number of images, the first of the list; nil for all.
  package let imageCount: Int?

  /// The shards of the list that hold them.
  package let descriptors: [Step.ID]

  /// The set whose instances tell which images show one object; nil unless pairs are learnt from.
  package let labels: Step.ID?

  /// The row that asks for it first; it tells the user, and is no part of the key.
  package let row: String

  /// Creates the work.
  package init(
    settings: WhiteningSettings, source: WorldSet, list: ImageList, imageCount: Int?,
    descriptors: [Step.ID], labels: Step.ID?, row: String
  ) {
    self.settings = settings
    self.source = source
    self.list = list
    self.imageCount = imageCount
    self.descriptors = descriptors
    self.labels = labels
    self.row = row
  }

  var inputs: [Step.ID] { descriptors + [labels].compactMap(\.self) }

  func key() -> ArtifactKey {
    var fields: [String: CanonicalJSON] = [
      "kind": .string(settings.kind),
      "descriptors": .array(descriptors.map(\.keyPart)),
      "images": imageCount.map(CanonicalJSON.integer) ?? .null,
      "dimensions": .integer(settings.dimensions ?? 0),
      "backend": .string(Backend.float32),
    ]
    if case .pca(let pca) = settings {
      fields["floor"] = .double(pca.floor ?? PCAWhitening.defaultFloor)
      fields["power"] = .double(pca.power ?? PCAWhitening.defaultPower)
    }
    fields["labels"] = labels?.keyPart
    fields["repeats"] = list.repeatsKeyPart
    return ArtifactKey(stage: "whitenings", stageVersion: Self.version, fields: fields)
  }
}
