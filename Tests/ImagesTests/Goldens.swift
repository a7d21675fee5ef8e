import Foundation
import Images
import Testing

/// Returns the picture that `make_image_goldens.py` computes as well: hard edges and slopes.
func pattern(width: Int, height: Int) -> PixelImage {
  var pixels: [UInt8] = []
  for y in 0..<height {
    for x in 0..<width {
      for channel in 0..<3 {
        pixels.append(UInt8((x * 7 + y * 13 + channel * 50 + x * y / 3) % 256))
      }
    }
  }
  return PixelImage(width: width, height: height, pixels: pixels)
}

/// Returns the path of a golden file.
func goldenPath(_ name: String) throws -> String {
  try #require(Bundle.module.resourceURL).appendingPathComponent("Golden/\(name)").path
}

/// Returns the picture in a golden file.
func golden(_ name: String) throws -> PixelImage {
  try PixelImage(contentsOf: goldenPath(name))
}
