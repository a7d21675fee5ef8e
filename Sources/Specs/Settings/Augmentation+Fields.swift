public import Training

extension Augmentation: SettingsObject, NamedObject {
  package static let formName = "augmentation"
  package static let meaning =
    "The random changes of a training picture, in the order in which they are made."
  package static let fields: [Field<Self>] = [
    presetField,
    Field(
      "outputSize", \.outputSize, .integer(32...1024), unit: "pixels",
      meaning: "The side of the square that comes out."),
    Field(
      "cropArea", \.cropArea, .interval(.within(0.01...1)),
      meaning: "The share of the picture's area that is cut out."),
    Field(
      "aspectRatio", \.aspectRatio, .interval(.within(0.1...10)),
      meaning: "The width of the cut over its height."),
    Field(
      "flip", \.flipProbability, .share, meaning: "The probability of mirroring left and right."),
    Field(
      "jitter", \.jitterProbability, .share,
      meaning: "The probability of the changes of colour below."),
    Field(
      "brightness", \.brightness, .share, meaning: "The largest change of brightness, as a factor."),
    Field("contrast", \.contrast, .share, meaning: "The largest change of contrast, as a factor."),
    Field(
      "saturation", \.saturation, .share, meaning: "The largest change of saturation, as a factor."),
    Field(
      "hue", \.hue, .number(.within(0...0.5)),
      meaning: "The largest turn of hue, as a share of the circle."),
    Field("grey", \.greyProbability, .share, meaning: "The probability of removing colour."),
    unwritten(
      where: \.greysBeforeJitter, is: false,
      Field(
        "greyBeforeJitter", \.greysBeforeJitter, .flag, source: "MoCo v1",
        meaning: "Whether colour is removed before the changes of colour above, and not after them."
      )
    ),
    Field("blur", \.blurProbability, .share, meaning: "The probability of a blur."),
    Field(
      "blurSigma", \.blurSigma, .interval(.within(0.01...16)), unit: "pixels",
      meaning: "The standard deviation of the blur."),
    unwritten(
      where: \.blurKernel, is: nil,
      Field(
        "blurKernel", \.blurKernel, FieldType.integer(1...1023).optional, unit: "pixels",
        source: "SimCLR, the rule for null",
        meaning:
          "The side of the blur's kernel, an odd number; null for about a tenth of \"outputSize\": "
          + "twice a twentieth of it, rounded down, and 1.")),
    unwritten(
      where: \.multiCrop, is: nil,
      Field(
        "multiCrop", \.multiCrop,
        FieldType<[CropGroup]>.list(of: .object, count: groupCounts).optional,
        source: "Caron et al. 2020, section 3.2",
        meaning:
          "Views of several sizes of each image, in place of those of \"outputSize\" and "
          + "\"cropArea\"; SwAV has 2 of 224 pixels with areas 0.14–1 and 6 of 96 with 0.05–0.14.")),
  ]

  private static let groupCounts = 1...8

  /// It is read first, and replaces every default; what it came to is written, and its name is not.
  private static var presetField: Field<Self> {
    var field = Field(
      "preset", \Self.preset, FieldType.name.optional,
      meaning:
        "The method whose authors' code decides every field that is not stated beside it. Merged into a "
        + "base, it replaces all that the base states but \"outputSize\".")
    (field.write, field.restore) = (nil, nil)
    return field
  }

  /// Returns a field left out of records and keys where it has one value, so that those of before it
  /// was thought of stay as they are.
  ///
  /// - Parameters:
  ///   - path: the property.
  ///   - value: its default.
  ///   - field: the field.
  /// - Returns: the field, which reads as it did.
  private static func unwritten<Value: Codable & Equatable & Sendable>(
    where path: any WritableKeyPath<Self, Value> & Sendable, is value: Value, _ field: Field<Self>
  ) -> Field<Self> {
    var field = field
    let key = FieldKey(field.name)
    field.write = { object, container in
      guard object[keyPath: path] != value else { return }
      try container.encode(object[keyPath: path], forKey: key)
    }
    field.restore = { container, object in
      object[keyPath: path] = try container.decodeIfPresent(Value.self, forKey: key) ?? value
    }
    return field
  }

  package mutating func complete(_ reader: ObjectReader, isSound: Bool) {
    if let kernel = blurKernel, kernel.isMultiple(of: 2) {
      reader.report("blurKernel", "a kernel of \(kernel) pixels has no middle; make it odd")
    }
    guard let groups = multiCrop, let count = cropCount else { return }
    if !Self.groupCounts.contains(groups.count) || count < 2 {
      reader.report("multiCrop", "expected one to eight sizes of views, and two views or more")
    }
  }
}

extension AugmentationPreset: RegisteredName {}

extension CropGroup: SettingsObject, NamedObject {
  package static let formName = "multi-crop"
  package static let meaning = "Views of one size among those that are made of each picture."
  package static let fields: [Field<Self>] = [
    Field(
      "count", \.count, .integer(1...64), .mandatory,
      meaning: "The number of such views of each picture."),
    Field(
      "size", \.size, .integer(32...1024), .mandatory, unit: "pixels",
      meaning: "The side of the square that comes out."),
    Field(
      "cropArea", \.cropArea, .interval(.within(0.01...1)), .mandatory,
      meaning: "The share of the picture's area that is cut out."),
  ]
}

extension Augmentation {
  /// Sets every field to what a preset says; which preset it was is not kept.
  fileprivate var preset: AugmentationPreset? {
    get { nil }
    set { if let newValue { self = newValue.augmentation } }
  }
}
