import Datasets
import Evaluation
public import Extraction
import Files
import Images
public import Pipeline

/// Looks at every image and list of datasets, and reports all that is wrong with them.
public struct DatasetVerifier: Sendable {
  private let dataRoot: String
  private let threads: Int
  private let decodes: Bool
  private let limits: DecodingLimits
  private let digests: DigestIndex
  private let observe: RunObserver

  /// Prepares verification.
  ///
  /// - Parameters:
  ///   - options: the folder of datasets, the number of threads, and the cache, in which the digests
  ///     of files are remembered.
  ///   - decodes: whether to decode every pixel, or to read headers only.
  ///   - observe: receives progress.
  public init(options: RunOptions, decodes: Bool, observe: @escaping RunObserver) {
    dataRoot = options.dataRoot
    threads = options.threads
    digests = DigestIndex(cacheDirectory: options.cacheDirectory, logger: options.logger)
    self.decodes = decodes
    limits = DecodingLimits(maxPixels: options.maxPixels)
    self.observe = observe
  }

  /// Examines a dataset: its lists, every image, boxes, counts, and which release it is.
  ///
  /// - Parameter name: the name of the dataset and its folder.
  /// - Returns: what was found, good or bad.
  /// - Throws: `CancellationError` only; what is wrong with the dataset is in the report.
  public func verify(_ name: String) async throws -> DatasetVerification {
    let place = RetrievalLayout(root: dataRoot, name: name)
    var draft = VerificationDraft(of: place, isDecoded: decodes)
    do {
      if let images = try distractors(of: place) {
        draft.layout = "distractor-list"
        let (found, missing) = try DistractorList.locate(images, folder: place.imageFolder)
        draft.addMissing(missing)
        let listing = found.map { ListedImage(role: .database, name: $0.name, path: $0.path) }
        draft.add(try await examine(listing, of: name), listing: listing, queries: [])
      } else {
        let inventory = try DatasetInventory.take(name, root: dataRoot)
        draft.add(inventory)
        let missing = Set(inventory.missingNames)
        let tasks = EvaluationProtocol.allCases.compactMap(inventory.dataset.task)
        let queries = tasks.flatMap(\.queries)
        let absent = Set(
          (queries + tasks.flatMap(\.database)).filter { missing.contains($0.imageName) }.map(
            \.path))
        let listing = inventory.dataset.listing.filter { !absent.contains($0.path) }
        draft.add(try await examine(listing, of: name), listing: listing, queries: queries)
      }
      draft.release = try DatasetRelease.read(place.folder)
    } catch let error as DatasetError {
      draft.structure.append("\(error)")
    }
    return draft.verification()
  }

  /// Returns the images of a list such as `revisitop1m/revisitop1m.txt`, or nil where none is.
  private func distractors(of place: RetrievalLayout) throws(DatasetError) -> [ImageRecord]? {
    guard try DatasetInventory.isDistractorList(place) else { return nil }
    return try DistractorList.read(place.distractorList, imageFolder: place.imageFolder)
  }

  /// Looks at every file once, several at a time.
  private func examine(
    _ listing: [ListedImage], of name: String
  ) async throws -> [String: ImageExamination] {
    let paths = Set(listing.map(\.path)).sorted()
    let stage = "verify \(name)"
    let began = ContinuousClock.now
    observe(.began(stage: stage, total: paths.count, unit: "images"))
    let blocks = stride(from: 0, to: paths.count, by: 16).map {
      Array(paths[$0..<min($0 + 16, paths.count)])
    }
    let (decodes, limits, digests, observe) = (decodes, limits, digests, observe)
    let examined = try await mapConcurrently(blocks, width: threads) { block in
      let found = block.map {
        ImageExamination(of: $0, decodes: decodes, limits: limits, digests: digests)
      }
      observe(.advanced(by: block.count))
      return found
    }
    digests.save()
    observe(.finished(stage: stage, seconds: (ContinuousClock.now - began) / .seconds(1)))
    return Dictionary(
      examined.flatMap { $0.map { ($0.path, $0) } }, uniquingKeysWith: { first, _ in first })
  }
}
