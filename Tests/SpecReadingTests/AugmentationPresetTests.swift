import JSON
import Specs
import Testing
import Training

/// A preset stands in for the fields of an augmentation, and nothing keeps its name.
@Suite struct AugmentationPresetTests {
  private func recipe(_ augmentation: String, views: Int = 8) -> String {
    """
    {"version": 2, "label": "Net", "architecture": {"width": 8},
     "training": {"objective": {"kind": "nt-xent"}, "dataset": "mini-scenes", "views": \(views),
     "batch": 4, "optimizer": {"kind": "sgd", "learningRate": 0.1}, "schedule": {"kind": "cosine"},
     "augmentation": \(augmentation)}}
    """
  }

  private static let row = #"{"name": "a", "model": "net"}"#

  private func models(
    _ augmentation: String, rows: String = row, rest: String = #""seeds": [0]"#
  ) throws -> [ModelRecipe] {
    try SpecFolder([
      "models/net.json": recipe(augmentation),
      "spec.json": smallSpec(rows: "[\(rows)]", rest: rest),
    ]).experiment().models
  }

  private func augmentation(_ text: String) throws -> Augmentation {
    try #require(models(text)[0].training).augmentation
  }

  @Test(arguments: AugmentationPreset.allCases)
  func aPresetIsTheNumbersOfItsMethod(preset: AugmentationPreset) throws {
    #expect(try augmentation(#"{"preset": "\#(preset.rawValue)"}"#) == preset.augmentation)
  }

  @Test func whatIsStatedBesideAPresetOverridesItWhereverItStands() throws {
    var expected = AugmentationPreset.swav.augmentation
    (expected.outputSize, expected.hue, expected.blurKernel) = (64, 0.05, 7)
    let fields = #""outputSize": 64, "hue": 0.05, "blurKernel": 7"#
    #expect(try augmentation(#"{"preset": "swav", \#(fields)}"#) == expected)
    #expect(try augmentation(#"{\#(fields), "preset": "swav"}"#) == expected)
  }

  @Test func aPresetAndItsNumbersAreOneSetting() throws {
    let preset = try models(#"{"preset": "mocov2", "outputSize": 64}"#)
    let numbers = try models(
      """
      {"outputSize": 64, "cropArea": [0.2, 1], "aspectRatio": [0.75, 1.3333333333333333], "flip": 0.5,
       "jitter": 0.8, "brightness": 0.4, "contrast": 0.4, "saturation": 0.4, "hue": 0.1,
       "grey": 0.2, "blur": 0.5, "blurSigma": [0.1, 2], "blurKernel": 13}
      """)
    #expect(preset == numbers)
    let written = try CanonicalJSON.encoding(preset[0].training).members?["augmentation"]?.members
    #expect(written?["preset"] == nil && written?["blurKernel"] == 13)
    #expect(written?["greyBeforeJitter"] == nil)
  }

  @Test func aPresetReplacesABaseButForTheSizeOfViews() throws {
    let folder = try SpecFolder([
      "models/base.json": recipe(#"{"outputSize": 48, "grey": 1, "blurKernel": 3, "flip": 0}"#),
      "models/net.json": """
      {"version": 2, "extends": "base.json", "training": {"augmentation": {"preset": "simclr", "hue": 0}}}
      """,
      "spec.json": smallSpec(rows: "[\(Self.row)]"),
    ])
    var expected = AugmentationPreset.simclr.augmentation
    (expected.outputSize, expected.hue) = (48, 0)
    #expect(try folder.experiment().models[0].training?.augmentation == expected)
  }

  @Test func presetsAreSweptAndNamedByTheirNames() throws {
    let found = try models(
      #"{"outputSize": 48, "grey": 1}"#,
      rest: #""matrix": {"model.training.augmentation.preset": ["mocov1", "supervised"]}"#)
    #expect(found.map(\.name) == ["net, preset mocov1", "net, preset supervised"])
    for (model, preset) in zip(found, [AugmentationPreset.mocov1, .supervised]) {
      var expected = preset.augmentation
      expected.outputSize = 48
      #expect(model.training?.augmentation == expected)
    }
  }

  @Test func anUnknownPresetIsNamedWithThoseThatThereAre() throws {
    let folder = try SpecFolder([
      "models/net.json": recipe(#"{"preset": "moco"}"#),
      "spec.json": smallSpec(rows: "[\(Self.row)]"),
    ])
    #expect(
      folder.mistakes().hasSuffix(
        """
        /training/augmentation/preset: unknown name "moco"; accepted: mocov1, mocov2, simclr, swav, \
        supervised; did you mean "mocov1"?
        """))
  }

  @Test func aKernelWithoutAMiddleIsAMistake() throws {
    let folder = try SpecFolder([
      "models/net.json": recipe(#"{"blurKernel": 6}"#),
      "spec.json": smallSpec(rows: "[\(Self.row)]"),
    ])
    #expect(
      folder.mistakes().hasSuffix(
        "/training/augmentation/blurKernel: a kernel of 6 pixels has no middle; make it odd"))
  }
}

/// Views of several sizes, and what goes together with them.
@Suite struct MultiCropSpecTests {
  private static let crops = """
    {"preset": "swav", "multiCrop": [{"count": 2, "size": 64, "cropArea": [0.14, 1]},
     {"count": 6, "size": 32, "cropArea": [0.05, 0.14]}]}
    """

  private func folder(
    _ crops: String = crops, objective: String = #"{"kind": "nt-xent"}"#, rest: String = ""
  ) throws -> SpecFolder {
    try SpecFolder([
      "models/net.json": """
      {"version": 2, "label": "Net", "training": {"objective": \(objective),
       "dataset": "mini-scenes", "views": 48, "batch": 16\(rest),
       "optimizer": {"kind": "sgd", "learningRate": 0.1}, "schedule": {"kind": "cosine"},
       "augmentation": \(crops)}}
      """,
      "spec.json": smallSpec(rows: #"[{"name": "a", "model": "net"}]"#),
    ])
  }

  @Test func groupsAreReadAndReadBack() throws {
    let training = try #require(folder().experiment().models[0].training)
    let small = CropGroup {
      ($0.count, $0.size) = (6, 32)
      $0.cropArea = 0.05...0.14
    }
    #expect(training.augmentation.multiCrop == [CropGroup { $0.size = 64 }, small])
    #expect(training.augmentation.cropCount == 8 && training.imagesPerPass == 16)
    #expect(training.augmentation.meanPixelCount == (2 * 4096 + 6 * 1024) / 8)
  }

  @Test func aBatchIsSoManyViewsOfTwoImagesOrMore() throws {
    let found = try folder(Self.crops.replacing("\"count\": 6", with: "\"count\": 7")).mistakes()
    #expect(found.hasSuffix("/training/batch: 16 views are not 9 views each of two images or more"))
    let one = try folder(Self.crops.replacing("\"count\": 6", with: "\"count\": 14")).mistakes()
    #expect(one.hasSuffix("/training/batch: 16 views are not 16 views each of two images or more"))
  }

  @Test func noOtherObjectiveComparesThem() throws {
    let objective = #"{"kind": "cross-entropy", "label": "category"}"#
    #expect(
      try folder(objective: objective).mistakes().hasSuffix(
        "\"multiCrop\" makes several views of each image, which nt-xent alone compares"))
  }

  @Test func passesAreBySize() throws {
    #expect(
      try folder(rest: #", "imagesPerPass": 8"#).mistakes().hasSuffix(
        "views of several sizes pass through the network by size; leave it out"))
  }

  @Test func oneViewAloneIsAMistake() throws {
    let alone = #"{"multiCrop": [{"count": 1, "size": 64, "cropArea": [0.5, 1]}]}"#
    #expect(
      try folder(alone).mistakes().contains(
        "/multiCrop: expected one to eight sizes of views, and two views or more"))
  }
}
