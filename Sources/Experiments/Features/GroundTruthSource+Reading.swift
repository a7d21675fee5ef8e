import Datasets
import Evaluation
import Foundation

extension GroundTruthSource {
  /// Reads the right answers.
  ///
  /// - Parameter databaseNames: the names of what is searched, which the classic text files are read
  ///   against, since they give no order; asked for by those alone.
  /// - Returns: the ground truth.
  /// - Throws: `DatasetError` for a file that is missing or damaged, and what `databaseNames` throws.
  func groundTruth(databaseNames: () throws -> [String]) throws -> GroundTruth {
    switch self {
    case .groundTruth(let path):
      var isFolder: ObjCBool = false
      guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
        isFolder.boolValue
      else { return try GroundTruthFile.read(path) }
      let names = try databaseNames().map(NameMatching.bare)
      return try ClassicGroundTruth.read(path, databaseNames: names).groundTruth
    case .manifest(let path, let split):
      let manifest = try Manifest.read(path, needsImages: false)
      let selected = try split.map { try manifest.selecting(split: $0) } ?? manifest
      return try Self.groundTruth(of: selected, splitsRoles: split == nil)
    }
  }

  /// Returns the truth in which images share their instance.
  ///
  /// Where the column `split` tells queries from the database, it decides; else every image is both.
  private static func groundTruth(
    of manifest: LabelledDataset, splitsRoles: Bool
  ) throws -> GroundTruth {
    func images(_ role: ImageRole) -> [GroundTruth.ManifestImage] {
      manifest.images.filter { $0.labels["split"] == role.rawValue }.map(\.forEvaluation)
    }
    let (queries, database) = (images(.query), images(.database))
    guard splitsRoles, !(queries.isEmpty && database.isEmpty) else {
      let all = manifest.images.map(\.forEvaluation)
      return try GroundTruth.manifest(queries: all, database: all)
    }
    guard !queries.isEmpty, !database.isEmpty else {
      throw DatasetError(
        .inconsistent, path: manifest.manifestPath,
        problem: "the column split names \(queries.isEmpty ? "no query" : "nothing as database")",
        advice: "Mark queries as query and the rest as database, or name a split with --split.")
    }
    return try GroundTruth.manifest(queries: queries, database: database)
  }
}

extension ImageRecord {
  fileprivate var forEvaluation: GroundTruth.ManifestImage {
    GroundTruth.ManifestImage(name: name, instance: instance, box: box)
  }
}
