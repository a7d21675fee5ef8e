/// One of the four sets of pictures; no building is in two of them.
public enum LandmarkSet: String, CaseIterable, Sendable {
  /// One view each of many buildings, with a fine and a coarse label: for pre-training.
  case scenes = "mini-scenes"

  /// Several views each of some buildings: for fine-tuning.
  case landmarks = "mini-landmarks"

  /// A town with queries and right answers: for evaluation.
  case oxford = "mini-oxford"

  /// Another town, of another character: for evaluation.
  case paris = "mini-paris"

  /// The name of the set and of its folder.
  public var name: String { rawValue }

  /// Whether the set has queries and right answers.
  public var isEvaluation: Bool { self == .oxford || self == .paris }

  /// What the set's buildings are like.
  var character: TownCharacter {
    switch self {
    case .scenes, .landmarks: .world
    case .oxford: .oxford
    case .paris: .paris
    }
  }

  /// How many pictures the set has by default.
  public var standardSize: SetSize {
    switch self {
    case .scenes: SetSize(instances: 4000, views: 1)
    case .landmarks: SetSize(instances: 150, views: 10)
    case .oxford, .paris: SetSize(instances: 70, views: 14, distractors: 150)
    }
  }
}

/// How many pictures a set has.
public struct SetSize: Sendable, Equatable {
  /// Buildings with `views` pictures each.
  public var instances: Int

  /// Pictures of each building; in a set for evaluation always 14: two queries, four easy, six
  /// hard and two junk ones.
  public var views: Int

  /// Further buildings with one picture each.
  public var distractors: Int

  /// Creates a size.
  public init(instances: Int, views: Int, distractors: Int = 0) {
    self.instances = instances
    self.views = views
    self.distractors = distractors
  }

  /// Pictures in all.
  public var imageCount: Int { instances * views + distractors }
}
