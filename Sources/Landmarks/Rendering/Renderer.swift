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
package struct Renderer: Sendable {
  /// Width and height of a picture in pixels.
  let side: Int

  /// Creates a renderer.
  ///
  /// - Parameter side: width and height of a picture in pixels.
  package init(side: Int) {
    self.side = side
  }

  /// Samples of a pixel in each direction.
  private static let samples = 2

  /// How many times wider the view is in which the whole landmark is measured.
  private static let widening: Float = 4

  /// Returns the picture of a view; a pure function.
  package func render(_ scene: Scene, _ view: View) -> RenderedView {
    develop(expose(scene, view))
  }

  /// A view whose geometry is known, and whose light is not.
  struct Exposure {
    fileprivate let scene: Scene
    fileprivate let view: View
    fileprivate let eye: Eye
    fileprivate let model: Model
    fileprivate let raster: DepthRaster
    fileprivate var generator: SeededGenerator

    /// What can be measured without light.
    let coverage: Coverage
  }

  /// Returns what stands where in a view: the cheaper half of the work.
  func expose(_ scene: Scene, _ view: View) -> Exposure {
    var generator = SeededGenerator(seed: view.seed, purpose: "view")
    let fine = side * Self.samples
    let eye = Eye(framing: scene, view: view, side: fine)
    var model = scene.model
    model.append(passers(of: view, before: scene, eye: eye, using: &generator))
    var raster = DepthRaster(width: fine, height: fine, farthest: 0, keepsFaces: true)
    eye.draw(model, faces: 0..<scene.landmarkFaces, into: &raster)
    let inFrame = raster.coveredCount(below: scene.landmarkFaces)
    eye.draw(model, faces: scene.landmarkFaces..<model.faces.count, into: &raster)
    let coverage = Coverage(
      of: raster, landmarkFaces: scene.landmarkFaces, inFrame: inFrame,
      whole: wholeLandmark(of: scene, eye: eye, inFrame: inFrame))
    return Exposure(
      scene: scene, view: view, eye: eye, model: model, raster: raster, generator: generator,
      coverage: coverage)
  }

  /// Returns the picture of a view whose geometry is known.
  func develop(_ exposure: Exposure) -> RenderedView {
    let scene = exposure.scene
    let daylight = exposure.view.weather.daylight()
    let shader = Shader(
      model: exposure.model, materials: scene.stock.materials, openings: scene.stock.openings,
      backdrop: scene.backdrop, daylight: daylight, eye: exposure.eye,
      shadows: ShadowMap(
        of: exposure.model, sun: daylight.sun, centre: scene.middle, radius: scene.radius * 1.9),
      sampleAngle: 1 / exposure.eye.focalLength)
    var light = [Colour]()
    light.reserveCapacity(side * side)
    for row in 0..<side {
      for column in 0..<side {
        light.append(shader.pixel(column, row, of: exposure.raster))
      }
    }
    var generator = exposure.generator
    let image = exposure.view.development.develop(light, side: side, using: &generator)
    let tone = Tone(of: image, raster: exposure.raster, landmarkFaces: scene.landmarkFaces)
    return RenderedView(
      image: image, visibility: Visibility(coverage: exposure.coverage, tone: tone))
  }

  /// Returns how many samples the landmark would cover if nothing hid it and the frame were wide.
  private func wholeLandmark(of scene: Scene, eye: Eye, inFrame: Int) -> Float {
    let box = eye.outlineBox(of: scene)
    let fine = Float(side * Self.samples)
    if box.low.min() >= 0 && box.high.max() <= fine { return Float(inFrame) }
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
