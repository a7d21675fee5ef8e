import ArgumentParser
import Images

/// What one image file may cost; shared by the commands that read images.
struct PixelLimitOption: ParsableArguments {
  @Option(help: "The most pixels of one image.")
  var maxPixels = DecodingLimits().maxPixels

  func validate() throws {
    guard maxPixels >= 1 else {
      throw ValidationError("--max-pixels is \(maxPixels); give at least 1.")
    }
  }
}
