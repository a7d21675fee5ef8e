import Datasets
import Evaluation
package import Extraction
package import Landmarks
package import Specs
package import Steps

extension Plan {
  /// Returns the plan of an experiment.
  ///
  /// - Parameters:
  ///   - experiment: what is to be found out.
  ///   - options: where inputs lie, and how wide to work.
  ///   - observe: receives what happens.
  /// - Throws: `DatasetError` for damaged sets, `FileError` and `CheckpointError` for files of weights
  ///   that cannot be read.
  package init(
    of experiment: ResolvedExperiment, _ options: RunOptions,
    observe: @escaping RunObserver = { _ in }
  ) async throws {
    let context = try RunContext(options, createsCache: false, observe: observe)
    let experiment = try experiment.lookingForOptionalSets(context)
    self = try await ExperimentRun(experiment, context).plan
  }
}

extension WhiteningSettings {
  /// The part of a set that the whitening is fitted on.
  func fittingPart(of set: DatasetName) -> ImageList.Part {
    fitOn == .otherCity || !set.canFit ? .images : .manifest
  }
}

extension WorldSettings {
  /// Returns the list of everything that a set of the world consists of.
  package func blueprint(of set: LandmarkSet) -> Blueprint {
    MiniWorld(seed: seed, imageSize: imageSize).blueprint(of: set, size: size(of: set))
  }
}

extension Blueprint {
  /// Returns the number of pictures of a part of the set.
  func count(
    of part: ImageList.Part, under protocols: [EvaluationProtocol]
  ) -> Int {
    let queries = subjects.reduce(0) { $0 + $1.roles.count { $0 == .query } }
    switch part {
    case .manifest: return imageCount
    case .queries: return queries
    // Only under the classic protocol are the queries' own pictures in the database.
    case .images: return protocols.contains(.classic) ? imageCount : imageCount - queries
    case .distractors: return 0
    }
  }
}

extension ImageList.Place {
  /// The number of images that the authors of a set publish; 0 where it is not known.
  var publishedCount: Int {
    let name = part == .distractors ? dataset.distractors ?? "" : dataset.setName
    let known = KnownDataset.named(name)
    return switch part {
    case .images, .manifest, .distractors: known?.databaseCount ?? 0
    case .queries: known?.queryCount ?? 0
    }
  }
}
