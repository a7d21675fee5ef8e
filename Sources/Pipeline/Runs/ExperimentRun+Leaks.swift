import Courses
import Datasets
import Extraction
import OrderedCollections
import Records
import Scoring
package import Specs
package import Steps

extension ExperimentRun {
  /// Returns where something is fitted on images that are evaluated.
  ///
  /// Images are told by the SHA-256 of their files, so copies under other names count. Objects of one
  /// name are the same only where the spec says that names are shared, as those of two parts of one
  /// collection are; else they are reported apart. Queries and database count, distractors do not. The
  /// sets of the mini world share no building, so two different ones are not compared.
  ///
  /// What is fitted, and on what, are the steps that the scores of a column rest on.
  ///
  /// - Parameter isReadable: whether a set may be read; one of the mini world is rendered by it. Others are left
  ///   out.
  /// - Returns: one record a pair of sets and purpose that overlap, in the order of the columns; and one
  ///   for each that has nothing but names in common.
  /// - Throws: `DatasetError` for the first of them unless the spec allows leaks, and for damaged sets;
  ///   `FileError`.
  func leaks(
    where isReadable: (WorldSet) -> Bool = { _ in true }
  ) async throws -> (proven: [LeakRecord], namesOnly: [SharedNames]) {
    var records: [LeakRecord] = []
    var names: [SharedNames] = []
    for set in experiment.columnSets where survey.has(set.dataset) && isReadable(set) {
      for fitting in plan.fittings(
        behind: cells.filter { $0.set == set }.flatMap(\.scores.values), on: set)
      where isReadable(fitting.source) {
        switch try await leak(from: fitting, into: set) {
        case .none: break
        case .proven(let record): records.append(record)
        case .namesOnly(let record): names.append(record)
        }
      }
    }
    for record in names {
      context.observe(
        .notice(
          "\(record.count) objects of \(record.source) and of \(record.dataset) have equal names ("
            + "\(record.examples.joined(separator: ", "))), and no image is in both. If they are the same "
            + "objects, say \"instanceNames\": \"shared\" in the spec, and such a leak is refused.")
      )
    }
    return (records, names)
  }

  /// What a set that something is fitted on has in common with one that is evaluated.
  private enum Overlap {
    case none
    case namesOnly(SharedNames)
    case proven(LeakRecord)
  }

  private func leak(
    from fitting: Fitting, into set: WorldSet
  ) async throws -> Overlap {
    let evaluated = try await shelf.retrievalSet(set)
    let (source, dataset) = (fitting.source.dataset, set.dataset)
    let world = experiment.ownWorld(of: fitting.source, set)
    let digests = Set((evaluated.wholeImages + evaluated.queries).map(\.digest))
    let (items, instances) = try await images(of: fitting)
    let images = items.filter { digests.contains($0.digest) }
    let shared = evaluated.instances.intersection(instances)
    guard !images.isEmpty || !shared.isEmpty else { return .none }
    guard !images.isEmpty || experiment.instanceNames == .shared else {
      return .namesOnly(
        SharedNames(
          purpose: fitting.purpose, source: source, dataset: dataset, count: shared.count,
          examples: Array(shared.sorted().prefix(3)), world: world))
    }
    guard experiment.allowLeak else {
      throw refusal(fitting, set, images: images.map(\.name), instances: shared.sorted())
    }
    return .proven(
      LeakRecord(
        purpose: fitting.purpose, source: source, dataset: dataset, images: images.count,
        instances: shared.count, world: world))
  }

  /// Returns what is fitted on, and the objects that are known to be on it.
  private func images(
    of fitting: Fitting
  ) async throws -> (items: [ImageItem], instances: Set<String>) {
    guard let (list, count) = fitting.images else {
      let set = try await shelf.trainingSet(fitting.source)
      return (set.items, Set(set.dataset.images.compactMap(\.instance)))
    }
    let items = try await Array(shelf.items(of: list).all.prefix(count ?? .max))
    if fitting.isEvaluationSet {
      return (items, try await shelf.retrievalSet(fitting.source).instances)
    }
    let set = try await shelf.trainingSet(fitting.source)
    return (items, Set(set.dataset.images.prefix(items.count).compactMap(\.instance)))
  }

  private func refusal(
    _ fitting: Fitting, _ set: WorldSet, images: [String], instances: [String]
  ) -> DatasetError {
    func examples(_ names: [String]) -> String {
      names.prefix(3).joined(separator: ", ") + (names.count > 3 ? ", …" : "")
    }
    let dataset = experiment.name(of: set)
    let problem =
      images.isEmpty
      ? "\(instances.count) of its objects are also objects of \(dataset) by name "
        + "(\(examples(instances)))"
      : "\(images.count) of its images are also images of \(dataset) (\(examples(images)))"
    return DatasetError(
      .inconsistent, path: "\(context.dataRoot)/\(fitting.source.folderName)",
      problem: "\(problem); with \(fitting.purpose) on it the answers would leak",
      advice: experiment.purpose == .selection
        ? "Leave them out."
        : "Leave them out, or say \"allowLeak\": true in the spec; the table then tells of it.")
  }
}

/// Something that is fitted, and on what.
package struct Fitting {
  /// What is fitted, in words.
  package let purpose: String

  /// The set that it is fitted on.
  package let source: WorldSet

  /// The list whose first images it is fitted on, and their number; nil for all of a training set.
  package let images: (list: ImageList, count: Int?)?

  /// Whether the images are those of a set for evaluation.
  var isEvaluationSet: Bool { images?.list.part == .images }
}

extension Plan {
  /// Returns what is fitted for some steps, each once: the training of networks first.
  ///
  /// - Parameters:
  ///   - targets: the steps, such as the scores of one column.
  ///   - set: the set of the column; another set of its world has nothing in common with it.
  /// - Returns: what is fitted, and on what.
  package func fittings(behind targets: [Step.ID], on set: WorldSet) -> [Fitting] {
    let steps = closure(of: targets)
    let trainings = steps.compactMap { step -> Fitting? in
      guard case .weights(let work) = step.work, case .training(_, let id, _) = work.source,
        case .dataset(let training) = self[id].work
      else { return nil }
      return Fitting(
        purpose: "the training of \(work.model)", source: training.set, images: nil)
    }
    let whitenings = steps.compactMap { step -> Fitting? in
      guard case .whitening(let work) = step.work else { return nil }
      return Fitting(
        purpose: "whitening", source: work.source, images: (work.list, work.imageCount))
    }
    var seen: Set<FittingName> = []
    return (trainings + whitenings).filter { fitting in
      seen.insert(FittingName(fitting)).inserted
        && !fitting.source.isAnotherPart(thanThatOf: set)
    }
  }
}

extension WorldSet {
  /// Whether this and another set are two parts of one mini world, which share no building.
  func isAnotherPart(thanThatOf other: WorldSet) -> Bool {
    guard let world, let others = other.world else { return false }
    return world.seed == others.seed && dataset.plain != other.dataset.plain
  }
}

/// What tells one fitting from another.
private struct FittingName: Hashable {
  let purpose: String
  let source: WorldSet
  let count: Int?
  let part: ImageList.Part?

  init(_ fitting: Fitting) {
    purpose = fitting.purpose
    source = fitting.source
    count = fitting.images?.count
    part = fitting.images?.list.part
  }
}
