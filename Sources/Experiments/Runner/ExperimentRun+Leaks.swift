import Datasets
import Specs

extension ExperimentRun {
  /// Returns where something is fitted on images that are evaluated.
  ///
  /// Images are told by the SHA-256 of their files, so copies under other names count. Objects of one
  /// name are the same only where the spec says that names are shared, as those of two parts of one
  /// collection are; else they are reported apart. Queries and database count, distractors do not. The
  /// sets of the mini world share no building, so two different ones are not compared.
  ///
  /// - Parameter survey: what is there; the rest is not looked at.
  /// - Returns: one record a pair of sets and purpose that overlap, in the order of the columns; and one
  ///   for each that has nothing but names in common.
  /// - Throws: `DatasetError` for the first of them unless the spec allows leaks, and for damaged sets;
  ///   `FileError`.
  func leaks(
    _ survey: InputSurvey
  ) async throws -> (proven: [LeakRecord], namesOnly: [SharedNames]) {
    var records: [LeakRecord] = []
    var names: [SharedNames] = []
    for dataset in experiment.datasets where survey.has(dataset) {
      let rows = experiment.rows.filter { survey.has($0, on: dataset) }
      for fitting in fittings(of: rows, for: dataset) {
        switch try await leak(from: fitting, into: dataset) {
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

  /// Something that is fitted, and on what.
  private struct Fitting: Hashable {
    let purpose: String
    let source: DatasetName

    /// The settings of a whitening; nil for training, which sees the whole set.
    let whitening: WhiteningSettings?
  }

  private func fittings(of rows: [ResolvedRow], for dataset: DatasetName) -> [Fitting] {
    let all = rows.flatMap { row -> [Fitting] in
      var fittings = experiment.chain(of: row).compactMap { recipe in
        recipe.training.map {
          Fitting(
            purpose: "the training of \(recipe.name)", source: $0.dataset, whitening: nil)
        }
      }
      let whitening = row.descriptor.whitening
      if let source = whitening.fitOn?.set(for: dataset) {
        fittings.append(Fitting(purpose: "whitening", source: source, whitening: whitening))
      }
      return fittings
    }
    return all.unique.filter {
      !($0.source.isMini && dataset.isMini && $0.source != dataset.plain)
    }
  }

  private func leak(
    from fitting: Fitting, into dataset: DatasetName
  ) async throws -> Overlap {
    let evaluated = try await retrievalSet(dataset)
    let digests = Set((evaluated.wholeImages + evaluated.queries).map(\.digest))
    let (items, instances) = try await images(of: fitting)
    let images = items.filter { digests.contains($0.digest) }
    let shared = evaluated.instances.intersection(instances)
    guard !images.isEmpty || !shared.isEmpty else { return .none }
    guard !images.isEmpty || experiment.instanceNames == .shared else {
      return .namesOnly(
        SharedNames(
          purpose: fitting.purpose, source: fitting.source, dataset: dataset, count: shared.count,
          examples: Array(shared.sorted().prefix(3))))
    }
    guard experiment.allowLeak == true else {
      throw refusal(fitting, dataset, images: images.map(\.name), instances: shared.sorted())
    }
    return .proven(
      LeakRecord(
        purpose: fitting.purpose, source: fitting.source, dataset: dataset, images: images.count,
        instances: shared.count))
  }

  /// Returns what is fitted on, and the objects that are known to be on it.
  private func images(
    of fitting: Fitting
  ) async throws -> (items: [ImageItem], instances: Set<String>) {
    guard let settings = fitting.whitening else {
      let set = try await trainingSet(fitting.source)
      return (set.items, Set(set.dataset.images.compactMap(\.instance)))
    }
    let items = try await fittingImages(settings, fitting.source)
    if settings.fitOn == .otherCity || !fitting.source.canFit {
      return (items, try await retrievalSet(fitting.source).instances)
    }
    let set = try await trainingSet(fitting.source)
    return (items, Set(set.dataset.images.prefix(items.count).compactMap(\.instance)))
  }

  private func refusal(
    _ fitting: Fitting, _ dataset: DatasetName, images: [String], instances: [String]
  ) -> DatasetError {
    func examples(_ names: [String]) -> String {
      names.prefix(3).joined(separator: ", ") + (names.count > 3 ? ", …" : "")
    }
    let problem =
      images.isEmpty
      ? "\(instances.count) of its objects are also objects of \(dataset) by name "
        + "(\(examples(instances)))"
      : "\(images.count) of its images are also images of \(dataset) (\(examples(images)))"
    return DatasetError(
      .inconsistent, path: "\(context.dataRoot)/\(fitting.source)",
      problem: "\(problem); with \(fitting.purpose) on it the answers would leak",
      advice: experiment.purpose == .selection
        ? "Leave them out."
        : "Leave them out, or say \"allowLeak\": true in the spec; the table then tells of it.")
  }
}
