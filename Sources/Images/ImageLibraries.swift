internal import CImageCodecs

/// The libraries behind image files.
public enum ImageLibraries {
  /// The version of libjpeg that was compiled with, such as "turbo 2.1.5".
  public static var jpegVersion: String { unsafe String(cString: cimage_jpeg_version()) }

  /// The version of libpng in use, such as "1.6.39".
  public static var pngVersion: String { unsafe String(cString: cimage_png_version()) }

  /// The version of libwebp in use, such as "1.2.4".
  public static var webPVersion: String {
    let version = cimage_webp_version()
    return [16, 8, 0].map { "\(version >> $0 & 0xff)" }.joined(separator: ".")
  }
}
