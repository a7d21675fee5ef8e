/// A set of images, and the world that it shows when it is one of the mini world.
///
/// Worlds that differ in nothing that changes a set have that set in common.
public struct WorldSet: Sendable, Hashable {
  /// The set.
  public let dataset: DatasetName

  /// The world, with the standard value of each field that does not change the set; nil for a set of the
  /// user's.
  package let world: WorldSettings?

  /// Creates the set of a world.
  public init(_ dataset: DatasetName, in world: WorldSettings) {
    self.dataset = dataset
    self.world = dataset.isMini ? world.concerning([dataset]) : nil
  }

  private init(plain set: WorldSet) {
    dataset = set.dataset.plain
    world = set.world
  }

  /// The set without its distractors.
  package var plain: WorldSet { WorldSet(plain: self) }

  /// The number of images of a training set of the mini world; nil for any other set.
  package var renderedImageCount: Int? { world?.imageCount(of: dataset) }

  /// The name of the set's folder below that of all datasets.
  ///
  /// It is the set's own name where the set is the same as in the standard world. Otherwise the fields that
  /// make it another follow behind an "@", as in "mini-oxford@seed2-imageSize64"; a spec can name no folder
  /// of the user's so.
  public var folderName: String {
    let differences = world?.differences(from: WorldSettings()) ?? []
    guard !differences.isEmpty else { return dataset.setName }
    let suffix = differences.map { "\($0.field)\($0.value)" }.joined(separator: "-")
    return "\(dataset.setName)@\(suffix)"
  }
}
