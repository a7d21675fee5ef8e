package import DescriptorStore
import Files
import JSON
package import Landmarks
package import Specs

/// A set of images: one of the mini world, or the user's.
package struct DatasetWork: Sendable {
  /// Raised when a change of the code changes how a set is identified; the generator of the mini
  /// world has a version of its own.
  static let version = 1

  /// The set, and its world.
  package let set: WorldSet

  /// Where its images come from.
  package let source: Source

  /// Creates the work.
  package init(set: WorldSet, source: Source) {
    self.set = set
    self.source = source
  }

  /// Where the images of a set come from.
  package enum Source: Sendable {
    /// They are rendered; the set follows from the settings of the world.
    case rendered(LandmarkSet, WorldSettings)
    /// They are files of the user's; the digest is that of names, contents, boxes, labels and ground
    /// truth.
    case files(digest: String)
    /// The images of a set that is rendered, and files of the user's as distractors behind them.
    case extended(Step.ID, distractors: String)
    /// They are not on this computer.
    case missing
  }

  var inputs: [Step.ID] { if case .extended(let plain, _) = source { [plain] } else { [] } }

  /// Whether the step ends in an artifact; files of the user's are no artifacts.
  package var isRendered: Bool { if case .rendered = source { true } else { false } }

  package func key() throws -> ArtifactKey {
    var fields: [String: CanonicalJSON] = [:]
    switch source {
    case .rendered(let rendered, let world):
      let size = world.size(of: rendered)
      fields["set"] = .string(rendered.name)
      fields["generator"] = .integer(MiniWorld.generatorVersion)
      fields["seed"] = .string("\(world.seed)")
      fields["imageSize"] = .integer(world.imageSize)
      fields["instances"] = .integer(size.instances)
      fields["views"] = .integer(size.views)
      fields["distractors"] = .integer(size.distractors)
    case .files(let digest): fields["content"] = .string(digest)
    case .extended(let plain, let distractors):
      fields["set"] = plain.keyPart
      fields["distractors"] = .string(distractors)
    case .missing: fields["missing"] = .string(set.dataset.rawValue)
    }
    return ArtifactKey(stage: "datasets", stageVersion: Self.version, fields: fields)
  }
}
