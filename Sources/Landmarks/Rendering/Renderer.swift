public import Images
import Tensors

/// A picture with what was measured while it was made.
public struct RenderedView: Sendable {
  /// The picture.
  public let image: PixelImage

  /// How much of the landmark can be seen in it.
  public let visibility: Visibility
}

/// Makes pictures of scenes.
struct Renderer {
  /// Width and height of a picture in pixels.
  let side: Int

  /// Samples of a pixel in each direction.
  private static let samples = 2

  /// How many times wider the view is in which the whole landmark is measured.
  private static let widening: Float = 4

  /// Returns the picture of a view; a pure function.
  func render(_ scene: Scene, _ view: View) -> RenderedView {
    var generator = SeededGenerator(seed: view.seed, purpose: "view")
    let fine = side * Self.samples
    let eye = Eye(framing: scene, view: view, side: fine)
    var model = scene.model
    model.append(passers(of: view, before: scene, eye: eye, using: &generator))
    var raster = DepthRaster(width: fine, height: fine, farthest: 0, keepsFaces: true)
    eye.draw(model, faces: 0..<scene.landmarkFaces, into: &raster)
    let inFrame = raster.faces.reduce(into: 0) { $0 += $1 >= 0 ? 1 : 0 }
    eye.draw(model, faces: scene.landmarkFaces..<model.faces.count, into: &raster)
    let daylight = view.weather.daylight()
    let shader = Shader(
      model: model, materials: scene.stock.materials, openings: scene.stock.openings,
      backdrop: scene.backdrop, daylight: daylight, eye: eye,
      shadows: ShadowMap(
        of: model, sun: daylight.sun, centre: scene.middle, radius: scene.radius * 1.9),
      sampleAngle: 1 / eye.focalLength)
    var light = [Colour]()
    light.reserveCapacity(side * side)
    for row in 0..<side {
      for column in 0..<side {
        light.append(shader.pixel(column, row, of: raster))
      }
    }
    let image = view.development.develop(light, side: side, using: &generator)
    let visibility = Visibility(
      image: image, raster: raster, landmarkFaces: scene.landmarkFaces, inFrame: inFrame,
      whole: wholeLandmark(of: scene, eye: eye))
    return RenderedView(image: image, visibility: visibility)
  }

  /// Returns how many samples the landmark would cover if nothing hid it and the frame were wide.
  private func wholeLandmark(of scene: Scene, eye: Eye) -> Float {
    let shrink = Self.widening * Float(Self.samples)
    let wide = eye.with(focalLength: eye.focalLength / shrink, side: side)
    var raster = DepthRaster(width: side, height: side, farthest: 0, keepsFaces: false)
    wide.draw(scene.model, faces: 0..<scene.landmarkFaces, into: &raster)
    let covered = raster.nearness.reduce(into: 0) { $0 += $1 > 0 ? 1 : 0 }
    return Float(covered) * shrink * shrink
  }

  private func passers(
    of view: View, before scene: Scene, eye: Eye, using generator: inout SeededGenerator
  ) -> Model {
    var mason = Mason()
    let reach = dot(scene.middle - eye.position, eye.forward)
    let level = normalised(Vector(eye.forward.x, eye.forward.y, 0))
    let sideways = Vector(level.y, -level.x, 0)
    let wardrobe = scene.wardrobe
    for passer in view.passers {
      let ahead = reach * passer.depth
      let across = ahead * passer.side * eye.centre / eye.focalLength
      let point = eye.position + level * ahead + sideways * across
      let place = SIMD2(point.x, point.y)
      let leaves = generator.pick(wardrobe.leaves)
      switch passer.kind {
      case .broadTree:
        mason.broadTree(
          place, height: passer.height, leaves: leaves, trunk: wardrobe.trunk, using: &generator)
      case .slimTree:
        mason.slimTree(place, height: passer.height, leaves: leaves, trunk: wardrobe.trunk)
      case .person:
        mason.person(
          place, height: passer.height, coat: generator.pick(wardrobe.clothes),
          trousers: generator.pick(wardrobe.clothes), skin: wardrobe.skin)
      }
    }
    return mason.model
  }
}
