public import Images
package import JSON
import Retrieval

/// How images are read that are reduced to a few pixels: what of a descriptor's settings counts there.
public struct PixelSettings: Sendable, Hashable, Codable {
  /// What becomes of a query's box.
  public let crop: QueryCropRule

  /// What becomes of the orientation in EXIF.
  public let orientation: OrientationPolicy

  /// Takes what counts of a descriptor.
  init(_ descriptor: DescriptorSettings = DescriptorSettings()) {
    crop = descriptor.crop
    orientation = descriptor.orientation
  }

  /// Reads what counts of a descriptor; its other fields are read with the rows that they are for.
  package static func read(_ node: JSONNode, log: DiagnosticLog) -> PixelSettings {
    var descriptor = DescriptorSettings.standard(for: node, log: log)
    var reader = ObjectReader(node, log: log)
    for field in DescriptorSettings.fields where ["crop", "orientation"].contains(field.name) {
      field.read(&reader, &descriptor)
    }
    return PixelSettings(descriptor)
  }

  /// The settings of a descriptor for which images are read so, at their own size, with nothing fitted.
  var descriptor: DescriptorSettings {
    DescriptorSettings {
      $0.resize = .none
      $0.crop = crop
      $0.orientation = orientation
      $0.pooling = .spoc
    }
  }
}
