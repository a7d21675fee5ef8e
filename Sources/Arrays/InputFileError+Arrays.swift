import Files

extension InputFileError {
  /// Creates the error of a file of numbers that the system does not give.
  init(_ error: FileError) {
    self.init(
      path: error.path, problem: "could not \(error.operation): \(error.explanation)",
      advice: "An HDF5, .npy or .mat file of descriptors is expected.")
  }
}
