import Datasets
public import Retrieval
public import Specs

/// A whitening of a table that cannot be fitted.
public struct WhiteningError: Error, Equatable, CustomStringConvertible {
  /// The row whose descriptors were to be whitened.
  public let row: String

  /// The set that the whitening was to be fitted to.
  public let source: DatasetName

  /// Why it cannot be.
  public let reason: RetrievalError

  /// What failed, where in the spec, why, and what to try.
  public var description: String {
    "The whitening of the row \"\(row)\", fitted to \(source): \(reason)"
  }
}

/// What a whitening is fitted to, which many rows share.
private struct Fit: Hashable {
  let settings: WhiteningSettings
  let source: DatasetName
}

extension ExperimentRun {
  /// Throws for a whitening that is to keep more directions than its images can extend in.
  ///
  /// The numbers of images and of pairs are known before anything is trained. That the images differ in
  /// fewer directions than their number allows shows when the whitening is fitted.
  ///
  /// - Parameter isReadable: whether a set may be read; a set of the mini world is drawn by it.
  /// - Throws: `WhiteningError` for the first such row, `DatasetError` for damaged sets, `FileError`.
  func checkWhitenings(where isReadable: (DatasetName) -> Bool) async throws {
    var checked: Set<Fit> = []
    for dataset in experiment.datasets where isReadable(dataset) {
      for row in experiment.rows {
        let settings = row.descriptor.whitening
        guard let source = settings.fitOn?.set(for: dataset), isReadable(source),
          let dimensions = settings.dimensions,
          checked.insert(Fit(settings: settings, source: source)).inserted
        else { continue }
        let items = try await fittingImages(settings, source)
        let data: FittingData
        let spanned: Int
        if case .learned = settings {
          let pairs = try await pairs(of: items, in: source)
          (data, spanned) = (.pairs(pairs.queries.count), pairs.directionCount)
        } else {
          (data, spanned) = (.descriptors(items.count), items.count - 1)
        }
        guard dimensions > spanned else { continue }
        throw WhiteningError(
          row: row.name, source: source,
          reason: .tooFewDirections(requested: dimensions, spanned: spanned, by: data))
      }
    }
  }
}
