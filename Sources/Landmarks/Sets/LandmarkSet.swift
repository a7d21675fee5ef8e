import Masonry
public import Scenes

/// A set of pictures; no building is in two of them.
///
/// The categories of buildings are divided as few-shot learning divides classes: *base* categories
/// name the labels of pre-training, *novel* ones make up what is evaluated. A set's name says so where
/// it has the others.
public enum LandmarkSet: String, CaseIterable, Sendable {
  /// One view each of many buildings of the base categories, with labels: for pre-training.
  case scenes = "mini-scenes"

  /// Several views each of some buildings of the novel categories: for fine-tuning.
  case landmarks = "mini-landmarks"

  /// A town of novel categories whose queries choose between settings of training.
  case validation = "mini-validation"

  /// A town of novel categories with queries and positives: for evaluation.
  case oxford = "mini-oxford"

  /// Another town of novel categories, of another character: for evaluation.
  case paris = "mini-paris"

  /// `scenes` of the novel categories.
  case novelScenes = "mini-scenes-novel"

  /// `landmarks` of the base categories.
  case baseLandmarks = "mini-landmarks-base"

  /// `oxford` of the base categories.
  case baseOxford = "mini-oxford-base"

  /// `paris` of the base categories.
  case baseParis = "mini-paris-base"

  /// What a set is for.
  public enum Kind: Sendable {
    /// One view of each building, with labels.
    case scenes
    /// Several views of each building, with its instance.
    case landmarks
    /// Queries with positives, among distractors.
    case city
  }

  /// What the set is for.
  public var kind: Kind {
    switch self {
    case .scenes, .novelScenes: .scenes
    case .landmarks, .baseLandmarks: .landmarks
    case .validation, .oxford, .paris, .baseOxford, .baseParis: .city
    }
  }

  /// The categories of its buildings, each as frequent as the others.
  public var categories: [Category] {
    switch self {
    case .scenes, .baseLandmarks, .baseOxford, .baseParis: Category.base
    case .landmarks, .validation, .oxford, .paris, .novelScenes: Category.novel
    }
  }

  /// The name of the set and of its folder.
  public var name: String { rawValue }

  /// What stands before the name of a query's image in the classic ground truth, as in Oxford's.
  var queryPrefix: String { self == .oxford || self == .baseOxford ? "oxc1_" : "" }

  /// What the set's buildings are like.
  var character: TownCharacter {
    switch self {
    case .oxford, .baseOxford: .oxford
    case .paris, .baseParis: .paris
    case .scenes, .novelScenes, .landmarks, .baseLandmarks, .validation: .world
    }
  }

  /// How many pictures the set has by default.
  public var standardSize: SetSize {
    switch kind {
    case .scenes: SetSize(instances: 4000, views: 1)
    case .landmarks: SetSize(instances: 150, views: 10)
    case .city: SetSize(instances: 70, views: 14, distractors: 300)
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
