internal import CHDF5

/// The library behind HDF5 files.
public enum HDF5Library {
  /// The version in use, such as "1.10.8".
  public static var version: String {
    var (major, minor, release): (UInt32, UInt32, UInt32) = (0, 0, 0)
    guard unsafe H5get_libversion(&major, &minor, &release) >= 0 else { return "unknown" }
    return "\(major).\(minor).\(release)"
  }
}
