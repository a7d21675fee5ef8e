import Failures
import Files
import Formats
import Retrieval
import Scoring

/// A whitening from a file of the user's.
struct ExtractionWhitening {
  let projection: Projection

  /// The SHA-256 of the file.
  let digest: String

  /// Reads a file that `iir run --export` wrote, or anyone in the same way.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - dimension: the length of the descriptors that it is for.
  /// - Throws: `InputFileError` for a file of anything else, or for descriptors of another length;
  ///   `CheckpointError` for one that is missing or damaged; `FileError`.
  init(reading path: String, dimension: Int) throws {
    let file = try Safetensors(reading: path)
    do throws(Reason) {
      projection = try Projection(file)
    } catch {
      throw InputFileError(
        path: path, problem: error.text,
        advice: "Give a whitening that iir run --export wrote.")
    }
    guard projection.mean.count == dimension else {
      throw InputFileError(
        path: path,
        problem: "it is for descriptors of \(projection.mean.count) dimensions, and those of this "
          + "network and pooling have \(dimension)",
        advice: "Give the whitening that was fitted with this network.")
    }
    digest = try Digest.sha256(ofFile: path)
  }
}
