import DescriptorStore
public import Experiments

extension ResultStore {
  /// Compares the fingerprints of an experiment's results with the accepted ones.
  ///
  /// - Parameter experiment: names the files; nothing of it is run.
  /// - Returns: the comparison, which says so when there is nothing to compare with.
  /// - Throws: `ResultStoreError` when there is no result; `RecordError` for a damaged file.
  public func compareFingerprints(
    of experiment: ResolvedExperiment
  ) throws -> FingerprintComparison {
    let result = try result(of: experiment.name)
    return FingerprintComparison(
      FingerprintRecord.Table(result), against: try fingerprints().tables[experiment.name],
      table: experiment.name, isExact: result.experiment.isExact)
  }

  /// Makes the fingerprints of an experiment's results the accepted ones.
  ///
  /// - Parameter experiment: names the files; nothing of it is run.
  /// - Returns: the file that was written.
  /// - Throws: `ResultStoreError` when there is no result; `FileError` when the file cannot be written.
  public func acceptFingerprints(of experiment: ResolvedExperiment) throws -> String {
    let result = try result(of: experiment.name)
    var record = try fingerprints()
    record.accept(FingerprintRecord.Table(result), called: experiment.name)
    try Folder.create("\(folder)/baselines")
    try write(try record.encoded(), to: fingerprintPath)
    return fingerprintPath
  }

  private var fingerprintPath: String { baselinePath("fingerprints") }

  private func fingerprints() throws -> FingerprintRecord {
    guard let data = try contents(of: fingerprintPath) else { return FingerprintRecord() }
    let record = try CanonicalEncoding.value(
      FingerprintRecord.self, from: data, path: fingerprintPath)
    guard record.version == 1 else {
      throw RecordError(path: fingerprintPath, reason: "/version: \(record.version) is not 1")
    }
    return record
  }
}
