import Evaluation
package import Images
import Specs

extension DescriptorSettings {
  /// How images are brought from the file to the network's input.
  var preparation: ImagePreparation {
    ImagePreparation(resize: resize, size: size, crop: crop)
  }

  /// What of the preparation enters a key.
  package var preparationKeyPart: String {
    orientation == .ignore ? preparation.description : "\(preparation.description),upright"
  }

  /// Returns the pixels of an image as the network is to see them.
  ///
  /// - Parameters:
  ///   - item: the image, with its box if it is a query.
  ///   - limits: what the file may cost.
  /// - Returns: the prepared pixels, and the damage that was accepted.
  /// - Throws: `ImageError` for a file that is damaged or missing, or a box outside of it.
  package func prepared(
    _ item: ImageItem, limits: DecodingLimits = DecodingLimits()
  ) throws(ImageError) -> (image: PixelImage, damage: String?) {
    let decoded = try DecodedImage(
      contentsOf: item.path, orientation: orientation, limits: limits)
    let box = item.box.map { PixelBox(rounding: $0.x1, $0.y1, $0.x2, $0.y2) }
    if let corners = item.box,
      corners.x1 >= Double(decoded.image.width) || corners.y1 >= Double(decoded.image.height)
    {
      throw .boxOutside(
        path: item.path,
        detail:
          "the box \(corners.x1), \(corners.y1), \(corners.x2), \(corners.y2) lies outside of its "
          + "\(decoded.image.width)×\(decoded.image.height) pixels")
    }
    return (preparation.prepare(decoded.image, box: box), decoded.acceptedDamage)
  }
}
