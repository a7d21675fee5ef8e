import DescriptorStore
package import Evaluation
package import OrderedCollections
package import Specs

/// Everything that an experiment consists of: a directed acyclic graph of steps.
///
/// It is made without running anything, and changed by nothing: `run` executes what of it is missing,
/// and whoever wants to know what a run would do, why, or what it depends on reads the same graph.
package struct Plan: Sendable {
  /// The steps by identity, each behind those that it reads.
  package private(set) var steps: OrderedDictionary<Step.ID, Step> = [:]

  /// What each row needs on each set with each seed, in the order of the table.
  package var cells: [PlanCell] = []

  /// The weights that are needed, each recipe behind the one it starts from.
  package var weights: [PlanWeights] = []

  /// The sets that are evaluated, in every world.
  package var datasets: OrderedDictionary<WorldSet, Step.ID> = [:]

  /// Returns the weights that a row has of a recipe with a seed; nil where the plan has none.
  ///
  /// - Parameters:
  ///   - recipe: the row's own recipe, or one before it.
  ///   - cell: the row and the seed.
  ///   - experiment: the experiment that was planned.
  /// - Returns: the weights in the world of the row.
  package func weights(
    of recipe: ModelRecipe, for cell: PlanCell, in experiment: ResolvedExperiment
  ) -> PlanWeights? {
    let world = experiment.world(behind: recipe.name, in: experiment.world(of: cell.row))
    return weights.first {
      $0.recipe.name == recipe.name && $0.seed == cell.seed && $0.world == world
    }
  }

  /// Creates a plan without steps.
  package init() {}

  /// The step of an identity.
  package subscript(_ id: Step.ID) -> Step {
    guard let step = steps[id] else { preconditionFailure("expected \(id) to be of the plan") }
    return step
  }

  /// Adds a step unless it is there.
  ///
  /// - Parameters:
  ///   - work: what is done; the steps it reads are there.
  ///   - label: the same in words.
  ///   - isMissing: whether a file or a set of the user's that it reads itself is missing.
  /// - Returns: the identity of the step.
  /// - Throws: what encoding the settings throws.
  package mutating func add(_ work: StepWork, label: String, isMissing: Bool = false) throws
    -> Step.ID
  {
    let key = try work.key()
    let id = Step.ID(digest: key.digest)
    guard steps[id] == nil else { return id }
    let isBlocked = isMissing || work.inputs.contains { self[$0].isBlocked }
    steps[id] = Step(work: work, key: key, label: label, isBlocked: isBlocked)
    return id
  }

  /// Returns the steps whose artifacts some steps rest on, themselves included, each behind those that
  /// it reads.
  ///
  /// - Parameter targets: the steps to begin with.
  /// - Returns: the steps, in the order of the plan.
  /// - Complexity: O(steps of the plan).
  package func closure(of targets: [Step.ID]) -> [Step] {
    var reached = Set(targets)
    for step in steps.values.reversed() where reached.contains(step.id) {
      reached.formUnion(step.inputs)
    }
    return steps.values.filter { reached.contains($0.id) }
  }
}

/// What one row needs on one set with one seed.
package struct PlanCell: Sendable {
  /// The row.
  package let row: ResolvedRow

  /// The set, in the world of the row.
  package let set: WorldSet

  /// The set, as the columns of the table name it.
  package var dataset: DatasetName { self.set.dataset }

  /// The seed.
  package let seed: UInt64

  /// The lists of images that descriptors are made of; none where nothing is looked at.
  package var lists: [RankingWork.RankedList] = []

  /// The images that the row's whitening is fitted on, and the step that fits it.
  package var whitening: (list: RankingWork.RankedList, step: Step.ID)?

  /// The scores under each protocol.
  package var scores: OrderedDictionary<EvaluationProtocol, Step.ID> = [:]

  /// Creates a cell of which nothing is planned yet.
  package init(row: ResolvedRow, set: WorldSet, seed: UInt64) {
    self.row = row
    self.set = set
    self.seed = seed
  }
}

/// The weights of one recipe in one world with one seed.
package struct PlanWeights: Sendable, Hashable {
  /// The recipe.
  package let recipe: ModelRecipe

  /// The world, as far as the weights depend on it; otherwise the table's.
  package let world: WorldSettings

  /// The seed.
  package let seed: UInt64

  /// The step that makes them.
  package let step: Step.ID

  /// Creates the weights.
  package init(recipe: ModelRecipe, world: WorldSettings, seed: UInt64, step: Step.ID) {
    self.recipe = recipe
    self.world = world
    self.seed = seed
    self.step = step
  }
}
