public import Specs

/// Objects of two sets that bear the same names, without an image that is in both.
///
/// Names such as "1" or "church_0027" stand for other objects in other sets, so they prove nothing.
public struct SharedNames: Sendable, Hashable, Codable {
  /// What was fitted: "whitening", or "the training of" a recipe.
  public let purpose: String

  /// The set it was fitted on.
  public let source: DatasetName

  /// The evaluation set.
  public let dataset: DatasetName

  /// The number of names that both sets have.
  public let count: Int

  /// The first of them.
  public let examples: [String]

  /// The world of both, where it is another than the table's; nil for the table's.
  public let world: WorldSettings?

  /// Creates a record.
  package init(
    purpose: String, source: DatasetName, dataset: DatasetName, count: Int, examples: [String],
    world: WorldSettings? = nil
  ) {
    self.purpose = purpose
    self.source = source
    self.dataset = dataset
    self.count = count
    self.examples = examples
    self.world = world
  }
}

/// Images that are evaluated and that something was fitted on too, which the spec allowed.
public struct LeakRecord: Sendable, Hashable, Codable {
  /// What was fitted: "whitening", or "the training of" a recipe.
  public let purpose: String

  /// The set it was fitted on.
  public let source: DatasetName

  /// The evaluation set.
  public let dataset: DatasetName

  /// The number of images of the source whose files are those of queries or database images.
  public let images: Int

  /// The number of objects that images of both are known to show.
  public let instances: Int

  /// The world of both, where it is another than the table's; nil for the table's.
  public let world: WorldSettings?

  /// Creates a record.
  public init(
    purpose: String, source: DatasetName, dataset: DatasetName, images: Int, instances: Int,
    world: WorldSettings? = nil
  ) {
    self.purpose = purpose
    self.source = source
    self.dataset = dataset
    self.images = images
    self.instances = instances
    self.world = world
  }
}
