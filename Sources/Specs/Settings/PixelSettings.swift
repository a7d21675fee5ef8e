import JSON

/// How images are read that are reduced to a few pixels: what of a descriptor's settings counts there.
public struct PixelSettings: Sendable, Hashable, Codable {
  /// What becomes of a query's box; that of the spec's `descriptor`.
  public let crop: CropRule

  /// What becomes of the orientation in EXIF; that of the spec's `descriptor`.
  public let orientation: OrientationName

  package init(crop: CropRule = .cirtorch, orientation: OrientationName = .ignore) {
    self.crop = crop
    self.orientation = orientation
  }

  /// Reads what counts of a descriptor; its other fields are read with the rows that they are for.
  static func read(_ node: JSONNode, log: DiagnosticLog) -> PixelSettings {
    var reader = ObjectReader(node, log: log)
    let preset = reader.value("preset").flatMap { log.name($0, ProtocolPreset.self) }
    return PixelSettings(
      crop: reader.name("crop", default: (preset?.rules ?? .unnamed).crop),
      orientation: reader.name("orientation", default: .ignore))
  }

  /// The settings of a descriptor for which images are read so, at their own size, with nothing fitted.
  var descriptor: DescriptorSettings {
    DescriptorSettings(
      resize: .none, size: ProtocolRules.unnamed.size, crop: crop, orientation: orientation,
      scales: [1], aggregation: .mean, pooling: .spoc, gemExponent: 3, whitening: .none)
  }
}
