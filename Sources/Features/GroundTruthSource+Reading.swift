import Datasets
import Evaluation
import Extraction
import Files
import Foundation
import Specs

/// What is known of the database before the positives are read.
struct DatabaseListing {
  /// The name of each row; nil where there are none.
  let names: [String]?

  /// The number of rows; nil where it is not known.
  let count: Int?

  /// What to throw where names are needed.
  let needed: InputFileError
}

extension GroundTruthSource {
  /// Reads the positives.
  ///
  /// - Parameters:
  ///   - listing: what is searched. Classic text files are read against its names, since they give no
  ///     order; and of a manifest with several boxes an image, it tells whether boxes are searched or
  ///     whole images.
  ///   - observe: told what the user should read.
  /// - Returns: the ground truth, and the names of images that it lists and that take no part.
  /// - Throws: `DatasetError` for a file that is missing or damaged; `InputFileError` where names are
  ///   needed.
  func groundTruth(
    of listing: DatabaseListing, observe: RunObserver
  ) throws -> (truth: GroundTruth, ignored: [String]) {
    switch self {
    case .groundTruth(let path) where TRECJudgements.isJudgements(path):
      guard let names = listing.names else { throw listing.needed }
      return (try TRECJudgements.read(path).groundTruth(over: names), [])
    case .groundTruth(let path):
      var isFolder: ObjCBool = false
      guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
        isFolder.boolValue
      else { return (try GroundTruthFile.read(path), []) }
      guard let names = listing.names else { throw listing.needed }
      return (
        try ClassicGroundTruth.read(path, databaseNames: names.map(NameMatch.bare)).groundTruth, []
      )
    case .manifest(let path, let split):
      let manifest = try Manifest.read(path, needsImages: false)
      let parts = try (split.map { try manifest.selecting(split: $0) } ?? manifest).parts()
      for note in parts.notes { observe(.notice(note)) }
      let taking = Set((parts.queries + parts.database).flatMap { [$0.name, $0.imageName] })
      let ignored = manifest.images.map(\.imageName).filter { !taking.contains($0) }.unique
      guard listing.holdsParts(parts.database) else {
        let task = try RetrievalTask.manifest(
          queries: parts.queries, database: parts.database, path: path)
        return (task.groundTruth, ignored)
      }
      let truth = try GroundTruth.manifest(
        queries: parts.queries.map(\.forEvaluation), database: parts.database.map(\.forEvaluation))
      return (truth, ignored)
    }
  }
}

extension DatabaseListing {
  /// Returns whether each box of an image that is listed several times has a row of its own.
  fileprivate func holdsParts(_ images: [ImageRecord]) -> Bool {
    guard images.contains(where: { $0.imageName != $0.name }) else { return false }
    guard let names else { return count == images.count }
    do throws(NameMatch.Conflict) {
      return try !NameMatch(of: images.map(\.name), in: names).rows.contains(nil)
    } catch {
      return false
    }
  }
}
