import Images
import JSON
import Specs
import Steps
import Training

/// How much of a table's work is done, counted in what takes time: pixels that go through networks.
///
/// It serves to tell how much is left; networks of one table are taken to be alike.
struct WorkCount {
  /// What goes through a network at once, or is learnt from.
  private enum Part: Hashable {
    case training(Step.ID)
    case pass(CanonicalJSON)
  }

  private var left: [Part: Double] = [:]
  private let whole: Double
  private let plan: Plan

  /// The work that is done, in thousandths of all of it.
  var done: Int { whole == 0 ? total : Int(Double(total) * (1 - left.values.reduce(0, +) / whole)) }

  /// All of the work.
  let total = 1000

  /// Counts the work of some steps and of all that they rest on.
  init(_ plan: Plan, _ targets: [Step.ID]) {
    self.plan = plan
    for step in plan.closure(of: targets) {
      guard let (part, effort) = Self.effort(of: step, in: plan) else { continue }
      left[part] = effort
    }
    whole = left.values.reduce(0, +)
  }

  /// Takes note of steps that are done.
  mutating func finish(_ steps: [Step]) {
    for step in steps {
      guard let (part, _) = Self.effort(of: step, in: plan) else { continue }
      left[part] = nil
    }
  }

  /// Returns how many pixels go through a network for a step; nil for one without a network.
  private static func effort(
    of step: Step, in plan: Plan
  ) -> (part: Part, pixels: Double)? {
    switch step.work {
    case .weights(let work):
      guard case .training(let training, let set, _) = work.source else { return nil }
      // A step backward costs about two forward.
      let images =
        3 * training.views + training.minedImages(ofSet: plan[set].imageCount)
      return (.training(step.id), Double(images) * training.augmentation.meanPixelCount)
    case .descriptors(let work):
      guard work.weights != nil else { return nil }
      let side = work.settings.resize == .none ? 1024 : Double(work.settings.size)
      let scales = work.settings.scales.map { $0 * $0 }.reduce(0, +)
      return (.pass(work.pass), Double(work.shard.images.count) * side * side * scales)
    case .dataset, .whitening, .ranking, .scores: return nil
    }
  }
}

extension Step {
  /// The number of images of a training set that is rendered; nil where it is not known.
  fileprivate var imageCount: Int? {
    guard case .dataset(let work) = self.work else { return nil }
    return work.set.renderedImageCount
  }
}
