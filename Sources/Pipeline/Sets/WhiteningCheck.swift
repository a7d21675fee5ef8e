import Courses
import Datasets
import Extraction
public import Failures
import OrderedCollections
public import Retrieval
import Scoring
public import Specs
package import Steps

/// A whitening of a table that cannot be fitted.
public struct WhiteningError: Failure, Equatable {
  /// The row whose descriptors were to be whitened.
  public let row: String

  /// The set that the whitening was to be fitted to.
  public let source: DatasetName

  /// Why it cannot be.
  public let cause: RetrievalError

  /// Creates an error about one row.
  package init(row: String, source: DatasetName, cause: RetrievalError) {
    self.row = row
    self.source = source
    self.cause = cause
  }

  /// The fit is a stage.
  public var kind: FailureKind { .stageFailed }

  /// The row, and the set.
  public var subject: String { "The whitening of the row \"\(row)\", fitted to \(source)" }

  /// What cannot be done, and why.
  public var reason: String { cause.statement }

  /// What to try.
  public var advice: String { cause.advice }
}

extension DatasetShelf {
  /// Throws for a whitening that is to keep more directions than its images can extend in.
  ///
  /// The numbers of images and of pairs are known before anything is trained. That the images differ in
  /// fewer directions than their number allows shows when the whitening is fitted.
  ///
  /// - Parameters:
  ///   - plan: the plan whose whitenings are looked at.
  ///   - isReadable: whether a set may be read; a set of the mini world is rendered by it. Columns of other
  ///     sets, and whitenings that are fitted on them, are left out.
  /// - Throws: `WhiteningError` for the first such row, `DatasetError` for damaged sets, `FileError`.
  package func checkWhitenings(
    of plan: Plan, where isReadable: (WorldSet) -> Bool
  ) async throws {
    var checked: Set<WhiteningFitName> = []
    for cell in plan.cells where isReadable(cell.set) {
      guard let step = cell.whitening?.step, case .whitening(let work) = plan[step].work,
        isReadable(work.source), let dimensions = work.settings.dimensions,
        checked.insert(WhiteningFitName(settings: work.settings, source: work.source)).inserted
      else { continue }
      let items = Array(try await items(of: work.list).all.prefix(work.imageCount ?? .max))
      let data: FittingData
      let spanned: Int
      if case .learned = work.settings {
        let pairs = try await pairs(of: items, in: work.source)
        (data, spanned) = (.pairs(pairs.queries.count), pairs.directionCount)
      } else {
        (data, spanned) = (.descriptors(items.count), items.count - 1)
      }
      guard dimensions > spanned else { continue }
      throw WhiteningError(
        row: work.row, source: work.source.dataset,
        cause: .tooFewDirections(requested: dimensions, spanned: spanned, by: data))
    }
  }

  /// Returns the pairs of some images of a training set that show one object.
  ///
  /// - Throws: `DatasetError` naming the first image of the set whose instance is not known.
  func pairs(of items: [ImageItem], in set: WorldSet) async throws -> InstancePairs {
    let training = try await trainingSet(set)
    let classes = try training.dataset.classes(of: "instance")
    let instances = Dictionary(
      zip(training.items.map(\.name), classes.indices.map { classes.names[$0] })
    ) { first, _ in first }
    let pairs = InstancePairs(instances: items.compactMap { instances[$0.name] })
    guard !pairs.queries.isEmpty else {
      throw DatasetError(
        .inconsistent, path: training.dataset.manifestPath,
        problem: "no two of the first \(items.count) images show one instance",
        advice: "Raise the \"images\" of the learned whitening, or fit it on another set.")
    }
    return pairs
  }
}

/// What a whitening is fitted to, which many rows share.
private struct WhiteningFitName: Hashable {
  let settings: WhiteningSettings
  let source: WorldSet
}
