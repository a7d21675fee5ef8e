import Arrays
import Files

extension InputFileError {
  /// Creates an error about an HDF5 file that the user names.
  init(_ error: HDF5Error, holding content: String) {
    self.init(
      path: error.path, problem: "could not \(error.operation): \(error.reason)",
      advice: "An HDF5 file of \(content) is expected.")
  }
}
