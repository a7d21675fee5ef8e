import Failures
import Files
import Foundation
import Records
import Specs

extension ResultStore {
  private static let format = RecordFormat(
    version: 1, advice: "restore it from version control")

  /// Compares the fingerprints of a spec's results with the accepted ones.
  ///
  /// - Parameters:
  ///   - table: the results.
  ///   - whole: the name of the table that they are a part of; nil for results of a whole table.
  /// - Returns: the comparison, which says so when there is nothing to compare with.
  /// - Throws: `RecordError` for a damaged list of accepted ones.
  public func compareFingerprints(
    of table: StoredTable, sampleOf whole: String? = nil
  ) throws -> FingerprintComparison {
    let name = table.experiment.name
    guard let result = table.result else {
      return FingerprintComparison(
        table: name, table.resultProblem?.outcome ?? .nothingToCompare,
        obstacle: table.resultProblem?.description ?? "there are no results")
    }
    let found = FingerprintRecord.Table(result)
    let accepted = try acceptedFingerprints().tables
    return whole.map {
      FingerprintComparison(ofSample: found, against: accepted[$0], table: name)
    } ?? FingerprintComparison(found, against: accepted[name], table: name)
  }

  /// Makes the fingerprints of specs' results the accepted ones.
  ///
  /// - Parameter tables: the results.
  /// - Returns: the file that was written.
  /// - Throws: `AcceptanceRefusal` when a table has no results of its spec; `RecordError`,
  ///   `FileError`.
  public func acceptFingerprints(of tables: [StoredTable]) throws -> String {
    var record = try acceptedFingerprints()
    for table in tables {
      record.accept(
        FingerprintRecord.Table(try table.requiredResult()), called: table.experiment.name)
    }
    try Folder.create("\(folder)/baselines")
    try AtomicFile.write(
      String(decoding: try record.encoded(), as: UTF8.self), to: fingerprintPath)
    return fingerprintPath
  }

  private var fingerprintPath: String { baselinePath("fingerprints") }

  private func acceptedFingerprints() throws -> FingerprintRecord {
    guard let data = try contents(of: fingerprintPath) else { return FingerprintRecord() }
    return try Self.format.read(FingerprintRecord.self, from: data, path: fingerprintPath)
  }
}
