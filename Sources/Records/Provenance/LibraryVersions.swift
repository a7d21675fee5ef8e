import Arrays
import Images
import Kernels

/// The versions of the program and of the C libraries it computes and reads with.
public enum LibraryVersions {
  /// The versions by name.
  public static var current: [String: String] {
    [
      "iir": ToolVersion.current,
      "oneDNN": ComputeContext.libraryVersion,
      "HDF5": HDF5Library.version,
      "libjpeg": ImageLibraries.jpegVersion,
      "libpng": ImageLibraries.pngVersion,
      "libwebp": ImageLibraries.webPVersion,
    ]
  }
}
