import Foundation
import Images
import JSON
import Retrieval
import Specs
import Testing

@Suite struct ProtocolPresetTests {
  private func descriptor(_ text: String) throws -> DescriptorSettings {
    let folder = try SpecFolder([
      "models/random.json": randomRecipe, "spec.json": smallSpec(rest: "\"descriptor\": \(text)"),
    ])
    return try folder.experiment().rows[0].descriptor
  }

  @Test func cirtorchIsThreeScalesAndLearnedWhitening() throws {
    let found = try descriptor(
      #"{"preset": "cirtorch", "whitening": {"fitOn": "mini-landmarks", "dimensions": 8}}"#)
    #expect(
      found
        == DescriptorSettings {
          $0.preset = .cirtorch
          $0.resize = .shrink
          $0.size = 1024
          $0.crop = .cirtorch
          $0.scales = [1, 0.5.squareRoot(), 0.5]
          $0.aggregation = .power
          $0.pooling = .gem
          $0.gemExponent = 3
          $0.whitening = .learned(
            LearnedWhiteningSettings {
              $0.fitOn = .miniLandmarks
              $0.images = nil
              $0.dimensions = 8
            })
        })
  }

  @Test func dirtorchIsFullSizeAndHalfTheUsualPower() throws {
    let found = try descriptor(
      #"{"preset": "dirtorch", "whitening": {"fitOn": "mini-scenes", "dimensions": 8}}"#)
    #expect(found.resize == .none)
    #expect(found.scales == [1])
    #expect(
      found.whitening
        == .pca(
          PCAWhiteningSettings {
            $0.fitOn = .set(.miniScenes)
            $0.images = 2000
            $0.dimensions = 8
            $0.floor = 0
            $0.power = 0.25
          }))
  }

  @Test func visslIsRegionsOfWholeQueriesEnlargedToo() throws {
    let found = try descriptor(
      #"{"preset": "vissl-rmac", "whitening": {"fitOn": "other-city", "dimensions": 8}}"#)
    #expect(found.resize == .force)
    #expect(found.crop == .none)
    #expect(found.pooling == .rmac)
    #expect(found.whitening.fitOn == .otherCity)
  }

  @Test func dinoIsTheMeanOfSmallImagesWithoutWhitening() throws {
    let found = try descriptor(#"{"preset": "dino"}"#)
    #expect(
      found
        == DescriptorSettings {
          $0.preset = .dino
          $0.resize = .shrink
          $0.size = 224
          $0.crop = .none
          $0.scales = [1]
          $0.aggregation = .mean
          $0.pooling = .spoc
          $0.gemExponent = 3
          $0.whitening = .none
        })
  }

  @Test func whatIsStatedBesideAPresetOverridesIt() throws {
    let found = try descriptor(
      #"{"preset": "cirtorch", "size": 96, "scales": [1], "whitening": {"kind": "none"}}"#)
    #expect(found.size == 96)
    #expect(found.scales == [1])
    #expect(found.aggregation == .power)
    #expect(found.whitening == .none)
  }

  @Test func aPresetThatWhitensAsksOnWhat() throws {
    #expect(
      try mistakes(rest: #""descriptor": {"preset": "vissl-rmac"}"#) == """
        spec.json:7:28: /descriptor/preset: vissl-rmac whitens, so "whitening" must say with \
        "fitOn" and "dimensions" on what; or write {"kind": "none"}
        """)
  }

  @Test func theFloorAndThePowerOfPCAAreNullUnlessStated() throws {
    let plain = #"{"whitening": {"kind": "pca", "fitOn": "mini-scenes", "dimensions": 8}}"#
    let whitening = try CanonicalJSON.encoding(descriptor(plain)).members?["whitening"]?.members
    #expect(whitening?["floor"] == .null)
    #expect(whitening?["power"] == .null)
    let stated = try descriptor(
      #"{"whitening": {"kind": "pca", "fitOn": "mini-scenes", "dimensions": 8, "power": 0.25}}"#)
    let data = try CanonicalEncoding.data(of: stated)
    #expect(try JSONDecoder().decode(DescriptorSettings.self, from: data) == stated)
    #expect(String(decoding: data, as: UTF8.self).contains("\"power\" : 0.25"))
  }

  @Test func pairsNeedInstances() throws {
    #expect(
      try mistakes(
        rest: """
          "descriptor": {"whitening": {"kind": "learned", "fitOn": "mini-scenes", "dimensions": 8}}
          """) == """
          spec.json:7:60: /descriptor/whitening/fitOn: no two images of mini-scenes are known to \
          show one object, so there are no pairs; accepted: mini-landmarks, {"folder": "<name>"}
          """)
  }
}
